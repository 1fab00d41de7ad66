import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** Nest on Express, set up as the service sets it up, and nothing else. */
export async function createBareApp(
  module: Type,
  { bodyParser = false, adapter = new ExpressAdapter() } = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
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
