import type { ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

/** Whatever a request with a credential is answered, it may have been counted towards a limit. */
export function describeMetering(responses: ResponsesObject): void {
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = {
      ...describeHeaders({ RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' }),
      ...response.headers,
    };
  }
}
