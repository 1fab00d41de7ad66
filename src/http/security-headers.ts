import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';

/**
 * Nothing is loaded from another host. Over plain HTTP a browser must not be told to upgrade: the
 * documentation would not load.
 */
export function securityHeaders({ publicUrl }: Config): RequestHandler {
  const isHttps = publicUrl?.startsWith('https://') ?? false;
  return helmet({
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: {
      directives: {
        'font-src': ["'self'", 'data:'],
        'style-src': ["'self'", "'unsafe-inline'"],
        'upgrade-insecure-requests': isHttps ? [] : null,
      },
    },
  });
}
