import type { ResponseObject, ResponsesObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

export const METERING = { RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' } as const;

/** Any response to a request with a credential can count toward a limit. */
export function describeMetering(responses: ResponsesObject): void {
  for (const response of Object.values(responses) as ResponseObject[]) {
    response.headers = {
      ...describeHeaders(METERING),
      ...response.headers,
    };
  }
}
