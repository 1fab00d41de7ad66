import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfig } from '../../src/config/load-config.js';
import { securityHeaders } from '../../src/http/security-headers.js';
import { LogDestination } from '../../src/logging/log-destination.js';
import type { Config } from '../../src/config/config.js';
import { RequestCompletion } from '../../src/http/request-completion.js';
import { RequestLog } from '../../src/logging/request-log.js';
import { RootLog } from '../../src/logging/root-log.js';
import type { RunningServer } from './running-server.js';

let answer: object;

@Controller('api/auth/session')
class SessionController {
  @Get()
  get(): object {
    return answer;
  }
}

@Module({ controllers: [SessionController] })
class BareModule {}

interface BareNestOptions {
  kind: 'bare' | 'bare+helmet' | 'bare+helmet+log';
  body: object;
}

/** One route on the adapter as the service sets it up, with none or the first of its middleware. */
export async function startBareNest({ kind, body }: BareNestOptions): Promise<RunningServer> {
  answer = body;
  const app = await NestFactory.create<NestExpressApplication>(BareModule, {
    bodyParser: false,
    logger: false,
  });
  app.disable('etag');
  app.disable('x-powered-by');
  const config = loadConfig({});
  if (kind === 'bare+helmet+log') {
    app.use(requestLog(config));
  }
  if (kind !== 'bare') app.use(securityHeaders(config));
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), stop: () => app.close() };
}

function requestLog(config: Config) {
  const completion = new RequestCompletion();
  new RequestLog(new RootLog(config, new LogDestination()), completion);
  return completion.middleware;
}
