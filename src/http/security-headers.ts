import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';

const PAGES = '/api/docs';

/**
 * Pages get all of helmet; other answers are data, which needs less, and always the same. Over
 * plain HTTP a browser must not be told to upgrade: the documentation would not load.
 */
export function securityHeaders({ publicUrl }: Config): RequestHandler {
  const isHttps = publicUrl?.startsWith('https://') ?? false;
  const ofPages = helmet({
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: {
      directives: {
        'font-src': ["'self'", 'data:'],
        'style-src': ["'self'", "'unsafe-inline'"],
        'upgrade-insecure-requests': isHttps ? [] : null,
      },
    },
  });
  const ofData = headersOf(
    helmet({
      strictTransportSecurity: isHttps,
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
  return (request, response, next) => {
    if (request.url.startsWith(PAGES)) {
      ofPages(request, response, next);
      return;
    }
    for (const [name, value] of ofData) response.setHeader(name, value);
    next();
  };
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What helmet sets is the same for every request. */
function headersOf(middleware: Middleware): [string, string][] {
  const headers: [string, string][] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return headers;
}
