import { Controller, Get, HttpCode, Module, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { ApiAdapter } from '../../src/api/http/api-adapter.js';
import { RequestCompletion } from '../../src/api/http/request-completion.js';
import { addToEveryHead } from '../../src/api/http/answer-head.js';
import { securityHeadersOfData } from '../../src/api/http/security-headers.js';
import { LogDestination } from '../../src/platform/logging/log-destination.js';
import { RequestLog } from '../../src/api/http/request-log.js';
import { RootLog } from '../../src/platform/logging/root-log.js';
import type { RunningServer } from '../processes/server-messages.js';
import { createBareApp, listen } from './bare-app.js';

let answer: object;

/** As the service answers a gateway. */
const PRINCIPAL = {
  'X-Auth-Username': 'admin',
  'X-Auth-Token-Id': '00000000-0000-4000-8000-000000000000',
  'X-Auth-Type': 'personal',
  'X-Auth-Assistant-Id': '',
  'X-Auth-Read-Only': 'false',
  'Cache-Control': 'no-store',
};

@Controller('api')
class BareController {
  @Get('auth/session')
  session(): object {
    return answer;
  }

  @Get('auth/verify')
  verify(@Res({ passthrough: true }) response: Response): void {
    response.set(PRINCIPAL);
  }

  @Post('tokens/_introspect')
  @HttpCode(200)
  introspect(): object {
    return answer;
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

export interface BareOptions {
  /** With the adapter of Nest, or with that of the service. */
  kind: 'bare' | 'bare+body-parser' | 'short' | 'short+headers' | 'short+headers+log';
  /** What its routes answer. */
  body: object;
}

/** Routes that do nothing, alone or behind the first of what the service does for every request. */
export async function startBareNest({ kind, body }: BareOptions): Promise<RunningServer> {
  answer = body;
  return listen(await (kind.startsWith('bare') ? createBare(kind) : createShort(kind)));
}

function createBare(kind: BareOptions['kind']) {
  return createBareApp(BareModule, { bodyParser: kind === 'bare+body-parser' });
}

async function createShort(kind: BareOptions['kind']) {
  const adapter = new ApiAdapter();
  const app = await createBareApp(BareModule, { adapter });
  const config = loadConfig({});
  const completion = new RequestCompletion();
  if (kind === 'short+headers+log') {
    const destination = new LogDestination();
    new RequestLog(new RootLog(config, destination), destination, completion);
  }
  if (kind !== 'short') addToEveryHead(adapter.getInstance(), securityHeadersOfData(config));
  adapter.useFirst(...(kind === 'short' ? [] : [completion.middleware]));
  return app;
}
