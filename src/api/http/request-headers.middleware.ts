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
  if (!hasPath(request.url)) {
    request.url = '/';
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

/** RFC 9112, section 3.2. What is neither a path, a URL nor `*` has no route, not even for errors. */
function hasPath(target: string): boolean {
  return target.startsWith('/') || target === '*' || URL.canParse(target);
}
