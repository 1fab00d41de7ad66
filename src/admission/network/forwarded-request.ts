import type { Request, RequestHandler } from 'express';
import type { RoutePolicy } from '../route-policy.js';
import { isSafeMethod } from '../../platform/http/safe-method.js';

/** However Express lets it be written. */
const VERIFY_PATH = /^\/api\/auth\/verify\/?$/i;

export function isForwardAuth({ path }: Request): boolean {
  return VERIFY_PATH.test(path);
}

/**
 * Where a gateway names the method of the request it asks about, and a client the one that a
 * service behind it may take instead.
 */
export const METHOD_HEADERS = [
  'x-original-method',
  'x-forwarded-method',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
];

/**
 * Some gateways ask with the method of the request they ask about. The question is a `GET` all the
 * same: it reads no body, and `OPTIONS` is not answered for everyone.
 */
export const forwardedRequest: RequestHandler = (request, _response, next) => {
  if (isForwardAuth(request)) askToVerify(request);
  next();
};

function askToVerify(request: Request): void {
  const { method, headers } = request;
  // The client asks the service behind the gateway for a 304, and a gateway knows no such answer.
  delete headers['if-none-match'];
  if (method === 'GET' || method === 'HEAD') return;
  request.forwardedMethod = method;
  request.method = 'GET';
}

/**
 * RFC 9110, section 9.2.1. A request that asks about another one is only as safe as every method it
 * tells of: a client may add such a header, but only to lose rights by it.
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
