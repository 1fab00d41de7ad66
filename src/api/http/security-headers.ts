import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../../platform/config/config.js';
import { DOCS_PATH } from '../openapi/docs-page/docs-page.js';
import type { HeaderList } from './answer-head.js';

/** Pages get all of helmet, and run and load nothing but the files of this service. */
export function securityHeadersOfPages(config: Config): RequestHandler {
  const ofPages = helmet({
    strictTransportSecurity: servesHttps(config),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    if (request.url.startsWith(DOCS_PATH)) ofPages(request, response, next);
    else next();
  };
}

/** Other answers are data, which needs less, and always the same. */
export function securityHeadersOfData(config: Config): HeaderList {
  return headersOf(
    helmet({
      strictTransportSecurity: servesHttps(config),
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      xFrameOptions: { action: 'deny' },
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
    }),
  );
}

function servesHttps({ publicUrl }: Config): boolean {
  return publicUrl?.startsWith('https://') ?? false;
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What helmet sets is the same for every request. */
function headersOf(middleware: Middleware): HeaderList {
  const headers: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push(name, value),
    removeHeader: () => undefined,
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
