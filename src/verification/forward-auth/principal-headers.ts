import type { Principal } from '../../admission/principal.js';
import { headersOnly } from '../../api/http/headers-only.js';
import type { HeadersOnly } from '../../api/http/headers-only.js';

/**
 * The principal as a gateway hands it on. Every header is always there, empty where the principal
 * has no such thing, so that a gateway that copies it overwrites what a client sent under its name.
 */
export function principalHeaders(principal: Principal): HeadersOnly {
  return headersOnly([
    'X-Auth-Username',
    principal.username,
    'X-Auth-Token-Id',
    principal.credentialId,
    'X-Auth-Type',
    principal.kind,
    'X-Auth-Assistant-Id',
    principal.assistant?.naturalId ?? '',
    'X-Auth-Read-Only',
    principal.readOnly ? 'true' : 'false',
    'Cache-Control',
    'no-store',
    'Content-Length',
    '0',
  ]);
}
