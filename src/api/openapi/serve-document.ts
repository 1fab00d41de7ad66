import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { Config } from '../../platform/config/config.js';
import { AllowedMethods } from '../http/allowed-methods.js';
import { serveDocsPage } from './docs-page/serve-docs-page.js';
import { buildDocument } from './document.js';

const DOCUMENT_PATH = '/api/openapi.json';

/** Serves `/api/openapi.json` and the interactive documentation at `/api/docs`. */
export function serveDocument(app: NestExpressApplication): void {
  const config = app.get(Config);
  SwaggerModule.setup('api/docs', app, () => buildDocument(app, config), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    ui: false,
  });
  app.get(AllowedMethods).add('GET', DOCUMENT_PATH);
  serveDocsPage(app);
}
