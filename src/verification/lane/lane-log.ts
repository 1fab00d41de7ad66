import { Injectable } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import type { Principal } from '../../admission/principal.js';
import type { CompletedRequest } from '../../api/http/request-completion.js';
import { LogDestination } from '../../platform/logging/log-destination.js';
import { RootLog } from '../../platform/logging/root-log.js';
import { timestamp } from '../../platform/logging/timestamp.js';

/**
 * Writes the same line as the request log, without pino, which takes longer than the whole lane.
 */
@Injectable()
export class LaneLog {
  private readonly isEnabled: boolean;
  private readonly stream: DestinationStream;

  constructor({ logger }: RootLog, { stream }: LogDestination) {
    this.isEnabled = logger.isLevelEnabled('info');
    this.stream = stream;
  }

  /** @param principal undefined if the request was not authenticated */
  write({ requestId, method, route, statusCode, principal, durationMs }: CompletedRequest): void {
    if (!this.isEnabled) return;
    this.stream.write(
      `{"level":"info"${timestamp()},"requestId":"${requestId}","method":"${method}",` +
        `"route":"${route ?? ''}","status":${statusCode},"principal":${describe(principal)},` +
        `"durationMs":${Math.round(durationMs)},"msg":"request"}\n`,
    );
  }
}

function describe(principal: Principal | undefined): string {
  if (principal === undefined) return 'null';
  const { username, kind, credentialId } = principal;
  return `{"username":${JSON.stringify(username)},"kind":"${kind}","credentialId":"${credentialId}"}`;
}
