import { Module, ValidationPipe } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import helmet from 'helmet';
import { LoggerModule } from 'nestjs-pino';
import { map } from 'rxjs';
import type { RunningServer } from '../../processes/server-messages.js';
import { createBareApp, listen } from '../bare-app.js';
import { KnownTokens } from './known-tokens.js';
import type { PlainAnswers } from './known-tokens.js';
import { PassportGuard, TokenStrategy } from './passport.guard.js';
import { PlainController } from './plain.controller.js';
import { HELMET_OPTIONS, logParams } from './settings.js';
import { TokenGuard } from './token.guard.js';

/** What an application does for a request beside finding its route. */
export type PlainPart =
  'helmet' | 'log' | 'body' | 'guard' | 'passport' | 'interceptor' | 'validation';

export interface PlainOptions {
  kind: 'plain-nest';
  parts: readonly PlainPart[];
  answers: PlainAnswers;
}

/**
 * Nest on Express as its documentation teaches it, and nothing of the service: what a team would
 * write that keeps its tokens in a `Map`.
 */
export async function startPlainNest({ parts, answers }: PlainOptions): Promise<RunningServer> {
  const has = (part: PlainPart) => parts.includes(part);
  const tokens = new KnownTokens(answers);
  const app = await createBareApp(plainModule(tokens, has('log')), { bodyParser: has('body') });
  if (has('helmet')) app.use(helmet(HELMET_OPTIONS));
  if (has('guard')) app.useGlobalGuards(new TokenGuard(tokens));
  if (has('passport')) {
    new TokenStrategy(tokens);
    app.useGlobalGuards(new PassportGuard());
  }
  if (has('interceptor')) {
    app.useGlobalInterceptors({ intercept: (_context, next) => next.handle().pipe(map(same)) });
  }
  if (has('validation')) {
    app.useGlobalPipes(
      new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
    );
  }
  return listen(app);
}

function plainModule(tokens: KnownTokens, logs: boolean): DynamicModule {
  return {
    module: PlainModule,
    imports: logs ? [LoggerModule.forRoot(logParams())] : [],
    providers: [{ provide: KnownTokens, useValue: tokens }],
    controllers: [PlainController],
  };
}

@Module({})
class PlainModule {}

function same<T>(value: T): T {
  return value;
}
