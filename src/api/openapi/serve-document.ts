import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { serveDocsPage } from './docs-page/serve-docs-page.js';
import { buildDocument } from './document.js';

/** `/api/openapi.json`, and `/api/docs` to read and try it without any other host. */
export function serveDocument(app: NestExpressApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    ui: false,
  });
  serveDocsPage(app);
}
