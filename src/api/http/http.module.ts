import { Global, Module } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import {
  APP_FILTER,
  APP_INTERCEPTOR,
  APP_PIPE,
  DiscoveryModule,
  HttpAdapterHost,
} from '@nestjs/core';
import type { ExpressAdapter } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { HalInterceptor } from '../hal/hal.interceptor.js';
import { PublicPaths } from '../hal/public-paths.js';
import { RequestValidationPipe } from '../validation/validation.pipe.js';
import { AllowedMethods } from './allowed-methods.js';
import { ErrorFilter } from './error.filter.js';
import { OwnOrigin } from './own-origin.js';
import { RequestCompletion } from './request-completion.js';
import { RequestDurations } from './request-durations.js';
import { RequestLog } from './request-log.js';
import { PipelinedRequests } from './pipelined-requests.js';
import { UnreadResponses } from './unread-responses.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    AllowedMethods,
    ErrorFilter,
    OwnOrigin,
    PublicPaths,
    RequestCompletion,
    RequestDurations,
    RequestLog,
    PipelinedRequests,
    UnreadResponses,
    { provide: APP_FILTER, useExisting: ErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: HalInterceptor },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
  exports: [
    AllowedMethods,
    OwnOrigin,
    PipelinedRequests,
    PublicPaths,
    RequestCompletion,
    RequestLog,
    UnreadResponses,
  ],
})
export class HttpModule implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost<ExpressAdapter>,
    private readonly errors: ErrorFilter,
  ) {}

  /**
   * Nest handles unknown routes only below its prefixes. Others would get an error page of Express.
   */
  onApplicationBootstrap(): void {
    this.host.httpAdapter.use((request: Request, response: Response) => {
      this.errors.answerUnrouted(request, response);
    });
  }
}
