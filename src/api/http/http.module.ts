import { Global, Module } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import type { ExpressAdapter } from '@nestjs/platform-express';
import { answerUnrouted, ErrorFilter } from './error.filter.js';
import { OwnOrigin } from './own-origin.js';
import { RequestCompletion } from './request-completion.js';
import { RequestDurations } from './request-durations.js';
import { RequestLog } from './request-log.js';
import { RequestValidationPipe } from '../validation/validation.pipe.js';

@Global()
@Module({
  providers: [
    OwnOrigin,
    RequestCompletion,
    RequestDurations,
    RequestLog,
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
  exports: [OwnOrigin, RequestCompletion],
})
export class HttpModule implements OnApplicationBootstrap {
  constructor(private readonly host: HttpAdapterHost<ExpressAdapter>) {}

  /** Nest answers what is unrouted below its prefixes only; the rest would get Express' own page. */
  onApplicationBootstrap(): void {
    this.host.httpAdapter.use(answerUnrouted);
  }
}
