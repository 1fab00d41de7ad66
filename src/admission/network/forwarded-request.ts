import type { Request, RequestHandler } from 'express';
import type { RoutePolicy } from '../route-policy.js';
import { isSafeMethod } from '../../platform/http/safe-method.js';

/** All spellings that Express accepts. */
const VERIFY_PATH = /^\/api\/auth\/verify\/?$/i;

export function isForwardAuth({ path }: Request): boolean {
  return VERIFY_PATH.test(path);
}

/**
 * The headers in which a gateway sends the method of the original request, and in which a client
 * can override it for the service behind the gateway.
 */
export const METHOD_HEADERS = [
  'x-original-method',
  'x-forwarded-method',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
];

/**
 * Some gateways use the method of the original request for their own request. This makes it a
 * `GET`, so that the service reads no body and does not answer `OPTIONS` without a credential.
 */
export const forwardedRequest: RequestHandler = (request, _response, next) => {
  if (isForwardAuth(request)) askToVerify(request);
  next();
};

function askToVerify(request: Request): void {
  const { method, headers } = request;
  // This header is meant for the service behind the gateway. A gateway cannot handle a 304.
  delete headers['if-none-match'];
  if (method === 'GET' || method === 'HEAD') return;
  request.forwardedMethod = method;
  request.method = 'GET';
}

/**
 * Whether the request is safe (RFC 9110, section 9.2.1). For forward authentication, every named
 * method must be safe. A client can add such headers, but only to lose rights.
 */
export function isSafeRequest(request: Request, { forwardAuth }: RoutePolicy): boolean {
  return isSafeMethod(request.method) && (forwardAuth !== true || tellsOnlySafeMethods(request));
}

function tellsOnlySafeMethods({ headers, forwardedMethod }: Request): boolean {
  if (forwardedMethod !== undefined && !isSafeMethod(forwardedMethod)) return false;
  for (const name of METHOD_HEADERS) {
    const method = headers[name];
    if (method !== undefined && !(typeof method === 'string' && isSafeMethod(method))) return false;
  }
  return true;
}
