import type { ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

/** Any response to a request with a proof can carry a new nonce (RFC 9449, section 8.2). */
export function describeNonces(responses: ResponsesObject): void {
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = { ...describeHeaders({ 'DPoP-Nonce': 'DpopNonce' }), ...response.headers };
  }
}
