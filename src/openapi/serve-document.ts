import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { buildDocument } from './document.js';

/** `/api/openapi.json`, and `/api/docs` to read and try it without any other host. */
export function serveDocument(app: NestExpressApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Assistant tokens',
    swaggerOptions: {
      persistAuthorization: false,
      validatorUrl: null,
      requestInterceptor: sendOneCredential,
    },
  });
}

interface BrowserRequest {
  headers: Record<string, string>;
  credentials?: 'omit';
}

/** Runs in the browser, where the session cookie would be a second credential beside a token. */
function sendOneCredential(request: BrowserRequest): BrowserRequest {
  if ('Authorization' in request.headers) request.credentials = 'omit';
  return request;
}
