import type { ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

/** Any response to a request with a credential can count toward a limit. */
export function describeMetering(responses: ResponsesObject): void {
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = {
      ...describeHeaders({ RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' }),
      ...response.headers,
    };
  }
}
