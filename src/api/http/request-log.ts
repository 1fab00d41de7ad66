import { Injectable } from '@nestjs/common';
import type { DestinationStream, Logger } from 'pino';
import type { Principal } from '../../admission/principal.js';
import { RequestCompletion } from './request-completion.js';
import type { CompletedRequest, CompletionObserver } from './request-completion.js';
import { LogDestination } from '../../platform/logging/log-destination.js';
import { timestamp } from '../../platform/logging/timestamp.js';
import { RootLog } from '../../platform/logging/root-log.js';

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

  completed({
    requestId,
    method,
    route,
    statusCode,
    principal,
    durationMs,
  }: CompletedRequest): void {
    const level = statusCode >= 500 ? 'error' : 'info';
    if (!this.logger.isLevelEnabled(level)) return;
    this.stream.write(
      `{"level":"${level}"${timestamp()},"requestId":"${requestId}","method":"${method}",` +
        `"route":${JSON.stringify(route)},"status":${statusCode},` +
        `"principal":${describePrincipal(principal)},` +
        `"durationMs":${Math.round(durationMs)},"msg":"request"}\n`,
    );
  }
}

function describePrincipal(principal: Principal | undefined): string {
  if (principal === undefined) return 'null';
  const { username, kind, credentialId } = principal;
  return `{"username":${JSON.stringify(username)},"kind":"${kind}","credentialId":"${credentialId}"}`;
}
