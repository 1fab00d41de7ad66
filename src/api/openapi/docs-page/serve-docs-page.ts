import { createRequire } from 'node:module';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application, RequestHandler } from 'express';
import { PublicPaths } from '../../hal/public-paths.js';
import { AllowedMethods } from '../../http/allowed-methods.js';
import { DOCS_PATH, docsPage } from './docs-page.js';

const SWAGGER_UI = path.dirname(
  createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
);

const FILES = [
  path.join(SWAGGER_UI, 'swagger-ui-bundle.js'),
  path.join(SWAGGER_UI, 'swagger-ui.css'),
  path.join(SWAGGER_UI, 'favicon-32x32.png'),
  path.join(import.meta.dirname, 'page.css'),
  path.join(import.meta.dirname, 'start.js'),
];

/** `/api/docs`, and the files it loads: those and no others of Swagger UI. */
export function serveDocsPage(app: NestExpressApplication): void {
  const page = docsPage(app.get(PublicPaths).of(DOCS_PATH));
  get(app, DOCS_PATH, (_request, response) => {
    response.type('html').send(page);
  });
  for (const file of FILES) {
    get(app, `${DOCS_PATH}/${path.basename(file)}`, (_request, response) => {
      response.sendFile(path.basename(file), { root: path.dirname(file) });
    });
  }
}

function get(app: NestExpressApplication, address: string, handler: RequestHandler): void {
  (app.getHttpAdapter().getInstance() as Application).get(address, handler);
  app.get(AllowedMethods).add('GET', address);
}
