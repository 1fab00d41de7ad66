import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isLive } from '../../admission/credentials/token-status.js';
import { suspensionOf } from '../suspension/suspension.js';
import type { SuspensionReason } from '../suspension/suspension.js';
import type { TokenOwner } from './issue-owner.js';

/** One statement for all could exceed the time limit. */
const BATCH_SIZE = 1_000;

const FOR_NEW_OWNER = `
  SELECT token.id, ${suspensionOf('token')} AS refusal
  FROM (
    SELECT id, type, assistant_id, $2::uuid AS user_id FROM tokens WHERE id = ANY($1)
  ) token`;

@Injectable()
export class TransferRepository {
  /** @returns the assistant tokens of the user that have not ended */
  async findLiveIds(manager: EntityManager, userId: string, now: Date): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM tokens
       WHERE user_id = $1 AND type = 'assistant' AND ${isLive('tokens', '$2')} ORDER BY id`,
      [userId, now],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns for each token why this user cannot hold it, or `null` */
  async findRefusals(
    manager: EntityManager,
    ids: string[],
    userId: string,
  ): Promise<ReadonlyMap<string, SuspensionReason | null>> {
    const refusals = new Map<string, SuspensionReason | null>();
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const rows = await manager.query<{ id: string; refusal: SuspensionReason | null }[]>(
        FOR_NEW_OWNER,
        [ids.slice(start, start + BATCH_SIZE), userId],
      );
      for (const { id, refusal } of rows) refusals.set(id, refusal);
    }
    return refusals;
  }

  async update(
    manager: EntityManager,
    ids: string[],
    { userId, username }: TokenOwner,
  ): Promise<void> {
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const batch = ids.slice(start, start + BATCH_SIZE);
      await manager.query('UPDATE tokens SET user_id = $2, username = $3 WHERE id = ANY($1)', [
        batch,
        userId,
        username,
      ]);
    }
  }
}
