import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Config } from '../../platform/config/config.js';
import { servesHttps } from '../../platform/config/public-url.js';
import { DOCS_PATH } from '../openapi/docs-page/docs-page.js';

/** The policy lets the documentation page load files of this service. All others load nothing. */
export function securityHeaders(config: Config): RequestHandler {
  const [ofPages, ofData] = [headersOfPages(config), headersOfData(config)];
  return (request, response, next) => {
    if (request.url.startsWith(DOCS_PATH)) ofPages(request, response, next);
    else ofData(request, response, next);
  };
}

/** Removes the headers from responses to gateways, which have no body and reach no browser. */
export function removeSecurityHeaders(response: Response): void {
  for (const name of NAMES_OF_DATA) response.removeHeader(name);
}

function headersOfPages(config: Config): RequestHandler {
  return helmet({
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
}

const NAMES_OF_DATA = [
  'Content-Security-Policy',
  'Cross-Origin-Resource-Policy',
  'Referrer-Policy',
  'Strict-Transport-Security',
  'X-Content-Type-Options',
  'X-Frame-Options',
];

function headersOfData(config: Config): RequestHandler {
  return helmet({
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
  });
}
