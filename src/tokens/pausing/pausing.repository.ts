import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PauseCause } from '../../admission/credentials/token.types.js';
import { hasStatus } from '../../admission/credentials/token-status.js';
import type { DescribedToken } from '../token-events.js';
import { nameOf } from '../token.entity.js';

export interface Pause {
  cause: PauseCause;
  /** `null` if nobody gave one. */
  reason: string | null;
  at: Date;
}

const CHANGED = `
  RETURNING id, assistant_id AS "assistantId", type, username, ${nameOf('tokens')} AS name, notes,
    hint`;

const PAUSE = `
  UPDATE tokens SET paused_at = $2, pause_reason = $3, pause_cause = $4
  WHERE id = ANY($1) AND ${hasStatus('tokens', 'active', '$2')} ${CHANGED}`;

const RESUME = `
  UPDATE tokens SET paused_at = NULL, pause_reason = NULL, pause_cause = NULL, resumed_at = $2
  WHERE id = ANY($1) AND ${hasStatus('tokens', 'paused', '$2')} ${CHANGED}`;

/** One statement for more tokens could exceed the time limit. */
const BATCH_SIZE = 5_000;

@Injectable()
export class PausingRepository {
  /** @returns the tokens that were active before */
  pause(manager: EntityManager, ids: string[], { at, reason, cause }: Pause) {
    return this.change(manager, ids, PAUSE, [at, reason, cause]);
  }

  /** @returns the tokens that were paused before */
  resume(manager: EntityManager, ids: string[], at: Date) {
    return this.change(manager, ids, RESUME, [at]);
  }

  private async change(
    manager: EntityManager,
    ids: string[],
    statement: string,
    values: unknown[],
  ): Promise<DescribedToken[]> {
    const all: DescribedToken[] = [];
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const batch = ids.slice(start, start + BATCH_SIZE);
      const [changed] = await manager.query<[DescribedToken[], number]>(statement, [
        batch,
        ...values,
      ]);
      all.push(...changed);
    }
    return all;
  }
}
