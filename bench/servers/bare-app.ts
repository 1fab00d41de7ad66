import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Nest on Express with the settings of the service, and nothing else. */
export async function createBareApp(
  module: Type | DynamicModule,
  { bodyParser = false } = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), {
    bodyParser,
    logger: false,
  });
  app.disable('etag');
  app.disable('x-powered-by');
  return app;
}

export async function listen(app: NestExpressApplication) {
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), stop: () => app.close() };
}
