import { Injectable, Logger } from '@nestjs/common';
import { CredentialUsed } from '../../admission/credential-used.js';
import { RequestCompletion } from '../../api/http/request-completion.js';
import type { CompletedRequest } from '../../api/http/request-completion.js';
import { LaneLog } from './lane-log.js';

/** A request that the lane answered. */
export interface AnsweredRequest extends CompletedRequest {
  /** The client address; `null` if the request did not use its credential. */
  usedFrom: string | null;
}

/**
 * Logs and counts answered requests at the end of each turn of the event loop, so that no response
 * waits for it, and many requests at once take less time.
 */
@Injectable()
export class LaneAccounts {
  private readonly logger = new Logger(LaneAccounts.name);
  private answered: AnsweredRequest[] = [];

  constructor(
    private readonly completion: RequestCompletion,
    private readonly used: CredentialUsed,
    private readonly log: LaneLog,
  ) {}

  add(request: AnsweredRequest): void {
    if (this.answered.push(request) === 1) setImmediate(this.settle);
  }

  private readonly settle = (): void => {
    const { answered } = this;
    this.answered = [];
    for (const request of answered) {
      try {
        this.account(request);
      } catch (error) {
        this.logger.error({ err: error }, 'An answered request was not counted.');
      }
    }
  };

  private account(request: AnsweredRequest): void {
    const { principal, usedFrom, at } = request;
    if (usedFrom !== null && principal && principal.kind !== 'session') {
      this.used.note(principal, at, usedFrom);
    }
    this.completion.report(request);
    this.log.write(request);
  }
}
