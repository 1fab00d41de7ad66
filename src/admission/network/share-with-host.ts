import type { Request, Response } from 'express';
import { isOriginOfHost } from '../credentials/origin-host.js';
import { EXPOSED_HEADERS } from '../../platform/http/cors-headers.js';

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const EXPOSE_HEADERS = 'Access-Control-Expose-Headers';

/** Lets pages of the host to which a token is restricted read the response, and no other pages. */
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
