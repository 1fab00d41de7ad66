import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';

/** Over plain HTTP a browser must not be told to upgrade: the documentation would not load. */
export function securityHeaders({ publicUrl }: Config): RequestHandler {
  const isHttps = publicUrl?.startsWith('https://') ?? false;
  return helmet({
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: {
      directives: { 'upgrade-insecure-requests': isHttps ? [] : null },
    },
  });
}
