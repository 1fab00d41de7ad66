import type { Principal } from '../auth/principal.js';
import { HeadersOnly } from '../http/headers-only.js';

const assembled = new WeakMap<Principal, HeadersOnly>();

/**
 * The principal as a gateway hands it on. Every header is always there, empty where the principal
 * has no such thing, so that a gateway that copies it overwrites what a client sent under its name.
 * Made once, as long as the principal stays the same.
 */
export function principalHeaders(principal: Principal): HeadersOnly {
  const known = assembled.get(principal);
  if (known !== undefined) return known;
  const answer = new HeadersOnly([
    ['X-Auth-Username', principal.username],
    ['X-Auth-Token-Id', principal.credentialId],
    ['X-Auth-Type', principal.kind],
    ['X-Auth-Assistant-Id', principal.assistant?.naturalId ?? ''],
    ['X-Auth-Read-Only', String(principal.readOnly)],
    ['Cache-Control', 'no-store'],
    ['Content-Length', '0'],
  ]);
  assembled.set(principal, answer);
  return answer;
}
