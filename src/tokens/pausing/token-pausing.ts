import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { describeToken, TokenEvents } from '../token-events.js';
import { PausingRepository } from './pausing.repository.js';
import type { Pause } from './pausing.repository.js';

/** Pauses and resumes tokens in the transaction of the caller, who records it in the audit trail. */
@Injectable()
export class TokenPausing {
  constructor(
    private readonly repository: PausingRepository,
    private readonly events: TokenEvents,
  ) {}

  /**
   * A paused token keeps its first pause. A token that has ended stays as it is.
   *
   * @returns the ids of the tokens that were active before
   */
  async pause(manager: EntityManager, ids: string[], pause: Pause): Promise<string[]> {
    const paused = await this.repository.pause(manager, ids, pause);
    const { reason, cause, at } = pause;
    await this.events.publish(
      manager,
      paused.flatMap((token) => describeToken('token.paused', token, at, { reason, cause })),
    );
    return paused.map(({ id }) => id);
  }

  /** @returns the ids of the tokens that were paused before */
  async resume(manager: EntityManager, ids: string[], at: Date): Promise<string[]> {
    const resumed = await this.repository.resume(manager, ids, at);
    await this.events.publish(
      manager,
      resumed.flatMap((token) => describeToken('token.resumed', token, at)),
    );
    return resumed.map(({ id }) => id);
  }
}
