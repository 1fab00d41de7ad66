import type { Principal } from '../../admission/principal.js';

/**
 * The principal as a gateway hands it on. Every header is always there, empty where the principal
 * has no such thing, so that a gateway that copies it overwrites what a client sent under its name.
 */
export function principalHeaders(principal: Principal): Record<string, string> {
  return {
    'X-Auth-Username': principal.username,
    'X-Auth-Token-Id': principal.credentialId,
    'X-Auth-Type': principal.kind,
    'X-Auth-Assistant-Id': principal.assistant?.naturalId ?? '',
    'X-Auth-Read-Only': principal.readOnly ? 'true' : 'false',
    'Content-Length': '0',
  };
}
