import type { ServerResponse } from 'node:http';
import type { Principal } from '../../admission/principal.js';

/**
 * The principal as headers that a gateway passes on. All headers are always present, even if empty,
 * so that a gateway overwrites headers of the same name from the client.
 *
 * @returns names and values in turn
 */
export function principalHeaders(principal: Principal): string[] {
  return [
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
    'Content-Length',
    '0',
  ];
}

export function setPrincipalHeaders(response: ServerResponse, principal: Principal): void {
  const headers = principalHeaders(principal);
  for (let i = 0; i + 1 < headers.length; i += 2) {
    response.setHeader(headers[i] as string, headers[i + 1] as string);
  }
}
