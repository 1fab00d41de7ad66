import { Injectable } from '@nestjs/common';
import cors from 'cors';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { isForwardAuth } from '../../admission/network/forwarded-request.js';
import { Config } from '../../platform/config/config.js';
import {
  ALLOWED_HEADERS,
  ALLOWED_METHODS,
  EXPOSED_HEADERS,
  MAX_AGE_SECONDS,
} from '../../platform/http/cors-headers.js';
import { TokenHosts } from './token-hosts.js';

const API = '/api/';

/**
 * Lets pages of other origins use the API: the origins in CORS_ORIGINS, and the hosts to which
 * tokens are restricted. For the latter, this answers preflights only, because the token is not
 * known yet: `shareWithHost` handles the responses. Browsers never send the session cookie.
 */
@Injectable()
export class CrossOrigin {
  private readonly allows: (origin: string) => boolean;
  private readonly share: RequestHandler;

  constructor(
    private readonly hosts: TokenHosts,
    { corsOrigins }: Config,
  ) {
    const listed = new Set(corsOrigins);
    this.allows = corsOrigins === '*' ? () => true : (origin) => listed.has(origin);
    this.share = cors({
      origin: corsOrigins === '*' ? '*' : true,
      methods: ALLOWED_METHODS,
      allowedHeaders: ALLOWED_HEADERS,
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: MAX_AGE_SECONDS,
    });
  }

  readonly middleware: RequestHandler = (request, response, next) => {
    const { origin } = request.headers;
    if (origin === undefined) next();
    else this.answer(origin, request, response, next);
  };

  private answer(origin: string, request: Request, response: Response, next: NextFunction): void {
    const isOptions = request.method === 'OPTIONS';
    if (!request.url.startsWith(API) || isForwardAuth(request)) next();
    else if (isOptions && request.headers['access-control-request-method'] === undefined) next();
    else if (this.allows(origin)) {
      if (!isOptions) response.vary('Accept');
      void this.share(request, response, next);
    } else if (isOptions) {
      this.hosts.include(origin).then((isLive) => {
        if (isLive) void this.share(request, response, next);
        else next();
      }, next);
    } else next();
  }
}
