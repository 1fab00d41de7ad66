import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';
import { countHeader } from '../../platform/http/raw-headers.js';

/**
 * One `Host` (RFC 9112, section 3.2) and at most one `Content-Type`: Node keeps the first of
 * several, and which one a proxy went by is anybody's guess. A missing `Host` is Node's to refuse
 * unless told otherwise, but it would do so without a body.
 */
export const requestHeaders: RequestHandler = (request, _response, next) => {
  const { headers, rawHeaders, httpVersion } = request;
  if (malformed.has(request)) {
    next(new InvalidRequestError('The target of the request is malformed.'));
  } else if (headers.host === undefined && httpVersion === '1.1') {
    next(new InvalidRequestError('The request has no Host header.'));
  } else if (countHeader(rawHeaders, 'host') > 1) {
    next(new InvalidRequestError('The request has more than one Host header.'));
  } else if (countHeader(rawHeaders, 'content-type') > 1) {
    next(new InvalidRequestError('The request has more than one Content-Type header.'));
  } else {
    next();
  }
};

const malformed = new WeakSet<IncomingMessage>();

/** To be called before Express, which runs no middleware, not even to refuse it, without a path. */
export function replaceMalformedTarget(request: IncomingMessage): void {
  if (hasPath(request.url ?? '')) return;
  malformed.add(request);
  request.url = '/';
}

/** RFC 9112, section 3.2. */
function hasPath(target: string): boolean {
  return target.startsWith('/') || target === '*' || URL.canParse(target);
}
