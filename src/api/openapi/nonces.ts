import type { ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

/** Whatever a request with a proof is answered, its nonce may be old (RFC 9449, section 8.2). */
export function describeNonces(responses: ResponsesObject): void {
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = { ...describeHeaders({ 'DPoP-Nonce': 'DpopNonce' }), ...response.headers };
  }
}
