import type { RequestHandler } from 'express';
import { InvalidRequestError } from '../common/request.errors.js';

/** Node keeps the first of several; which one a proxy went by is anybody's guess. */
const SINGLE = new Set(['host', 'content-type']);

/**
 * One `Host` (RFC 9112, section 3.2) and at most one `Content-Type`. A missing `Host` is Node's
 * to refuse unless told otherwise, but it would do so without a body.
 */
export const requestHeaders: RequestHandler = (request, _response, next) => {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    next(new InvalidRequestError('The request has no Host header.'));
    return;
  }
  const repeated = findRepeated(request.rawHeaders);
  next(repeated && new InvalidRequestError(`The request has more than one ${repeated} header.`));
};

function findRepeated(rawHeaders: string[]): string | undefined {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lowerCase = name.toLowerCase();
    if (!SINGLE.has(lowerCase)) continue;
    if (seen.has(lowerCase)) return name;
    seen.add(lowerCase);
  }
  return undefined;
}
