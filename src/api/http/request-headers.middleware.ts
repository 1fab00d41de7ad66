import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';
import { countHeader } from '../../platform/http/raw-headers.js';

/**
 * Requires one `Host` (RFC 9112, section 3.2) and at most one `Content-Type`. Of several, Node
 * keeps the first, but a proxy may have used another. Node could refuse a missing `Host` itself,
 * but without an error body.
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

/** Call it before Express, which runs no middleware for a request without a path. */
export function replaceMalformedTarget(request: IncomingMessage): void {
  if (hasPath(request.url ?? '')) return;
  malformed.add(request);
  request.url = '/';
}

/** RFC 9112, section 3.2. */
function hasPath(target: string): boolean {
  return target.startsWith('/') || target === '*' || URL.canParse(target);
}
