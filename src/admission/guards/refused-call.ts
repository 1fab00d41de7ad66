import type { Request } from 'express';
import { clientAddress } from '../network/client-address.js';
import type { RefusedCall } from '../refusals/refusal-recorder.js';

export function refusedCallOf(request: Request): RefusedCall {
  const { id, method, forwardedMethod, originalUrl, headers } = request;
  return {
    requestId: id as string,
    method: forwardedMethod ?? method,
    target: originalUrl,
    address: clientAddress(request),
    origin: headers.origin,
  };
}
