import type { Principal } from '../../admission/principal.js';

/**
 * The principal as headers that a gateway passes on. All headers are always present, even if empty,
 * so that a gateway overwrites headers of the same name from the client.
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
