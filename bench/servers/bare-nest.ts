import { Controller, Get, HttpCode, Module, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { loadConfig } from '../../src/config/load-config.js';
import { RequestCompletion } from '../../src/http/request-completion.js';
import { addToEveryHead } from '../../src/http/answer-head.js';
import { securityHeadersOfData } from '../../src/http/security-headers.js';
import { LogDestination } from '../../src/logging/log-destination.js';
import { RequestLog } from '../../src/logging/request-log.js';
import { RootLog } from '../../src/logging/root-log.js';
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
  kind: 'bare' | 'bare+headers' | 'bare+headers+log' | 'bare+body-parser';
  /** What its routes answer. */
  body: object;
}

/** Routes that do nothing, alone or behind the first of the service's middleware. */
export async function startBareNest({ kind, body }: BareOptions): Promise<RunningServer> {
  answer = body;
  const app = await createBareApp(BareModule, { bodyParser: kind === 'bare+body-parser' });
  const config = loadConfig({});
  if (kind === 'bare+headers+log') {
    const completion = new RequestCompletion();
    const destination = new LogDestination();
    new RequestLog(new RootLog(config, destination), destination, completion);
    app.use(completion.middleware);
  }
  if (kind === 'bare+headers' || kind === 'bare+headers+log') {
    addToEveryHead(app.getHttpAdapter().getInstance(), securityHeadersOfData(config));
  }
  return listen(app);
}
