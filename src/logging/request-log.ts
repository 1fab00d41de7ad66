import { Injectable } from '@nestjs/common';
import type { DestinationStream, Logger } from 'pino';
import type { Principal } from '../auth/principal.js';
import { RequestCompletion } from '../http/request-completion.js';
import type { CompletedRequest, CompletionObserver } from '../http/request-completion.js';
import { requestIdOf } from '../http/request-id.js';
import { routeOf } from '../http/request-route.js';
import { LogDestination } from './log-destination.js';
import { timestamp } from './timestamp.js';
import { RootLog } from './root-log.js';

/**
 * One line a request; of a request only what is listed here, so no header, query or body. The line
 * is put together as pino would with the settings of `RootLog`, which takes a tenth of a short request
 * to do it. The method is one of those that Node's parser knows.
 */
@Injectable()
export class RequestLog implements CompletionObserver {
  private readonly logger: Logger;
  private readonly stream: DestinationStream;

  constructor({ logger }: RootLog, { stream }: LogDestination, completion: RequestCompletion) {
    this.logger = logger;
    this.stream = stream;
    completion.observe(this);
  }

  completed({ request, response, durationMs }: CompletedRequest): void {
    const { statusCode } = response;
    const level = statusCode >= 500 ? 'error' : 'info';
    if (!this.logger.isLevelEnabled(level)) return;
    this.stream.write(
      `{"level":"${level}"${timestamp()},"requestId":"${requestIdOf(request) ?? ''}","method":"${request.method}",` +
        `"route":${JSON.stringify(routeOf(request))},"status":${statusCode},` +
        `"principal":${describePrincipal(request.principal)},` +
        `"durationMs":${Math.round(durationMs)},"msg":"request"}\n`,
    );
  }
}

function describePrincipal(principal: Principal | undefined): string {
  if (principal === undefined) return 'null';
  const { username, kind, credentialId } = principal;
  return `{"username":${JSON.stringify(username)},"kind":"${kind}","credentialId":"${credentialId}"}`;
}
