import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.js';
import { RequestCompletion } from '../http/request-completion.js';
import type { CompletedRequest, CompletionObserver } from '../http/request-completion.js';
import { routeOf } from '../http/request-route.js';
import { RootLog } from './root-log.js';

/** One line a request; of a request only what is listed here, so no header, query or body. */
@Injectable()
export class RequestLog implements CompletionObserver {
  private readonly logger: Logger;

  constructor({ logger }: RootLog, completion: RequestCompletion) {
    this.logger = logger;
    completion.observe(this);
  }

  completed({ request, response, durationMs }: CompletedRequest): void {
    const { method, principal } = request;
    const line = {
      requestId: request.id,
      method,
      route: routeOf(request),
      status: response.statusCode,
      principal: principal ? describePrincipal(principal) : null,
      durationMs: Math.round(durationMs),
    };
    if (response.statusCode >= 500) this.logger.error(line, 'request');
    else this.logger.info(line, 'request');
  }
}

function describePrincipal({ username, kind, credentialId }: Principal) {
  return { username, kind, credentialId };
}
