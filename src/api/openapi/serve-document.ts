import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { serveDocsPage } from './docs-page/serve-docs-page.js';
import { buildDocument } from './document.js';

/** Serves `/api/openapi.json` and the interactive documentation at `/api/docs`. */
export function serveDocument(app: NestExpressApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildDocument(app), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    ui: false,
  });
  serveDocsPage(app);
}
