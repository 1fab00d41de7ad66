import type { Request, Response } from 'express';
import { isOriginOfHost } from '../credentials/origin-host.js';
import { EXPOSED_HEADERS } from '../../platform/http/cors-headers.js';

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const EXPOSE_HEADERS = 'Access-Control-Expose-Headers';

/** What a token that is restricted to a host is answered, pages of that host alone may read. */
export function shareWithHost(request: Request, response: Response, host: string): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.vary('Accept').vary('Origin');
  if (isOriginOfHost(origin, host)) {
    response.setHeader(ALLOW_ORIGIN, origin);
    response.setHeader(EXPOSE_HEADERS, EXPOSED_HEADERS.join(','));
  } else {
    response.removeHeader(ALLOW_ORIGIN);
    response.removeHeader(EXPOSE_HEADERS);
  }
}
