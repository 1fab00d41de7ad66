import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { isLive } from '../../admission/credentials/token-status.js';
import { suspensionOf } from '../suspension/suspension.js';
import type { SuspensionReason } from '../suspension/suspension.js';
import { nameOf } from '../token.entity.js';
import type { TokenOwner } from './issue-owner.js';
import type { TransferableToken } from './transferable-token.js';

const LOCK = `
  SELECT t.id, t.type, t.user_id AS "userId", t.username, t.assistant_id AS "assistantId",
    ${nameOf('t')} AS name, t.notes, t.hint,
    t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt", t.paused_at AS "pausedAt",
    CASE WHEN a.id IS NOT NULL
      THEN jsonb_build_object('ownerId', a.owner_id, 'shared', a.shared) END AS assistant
  FROM tokens t LEFT JOIN assistants a ON a.id = t.assistant_id
  WHERE t.id = ANY($1)
  ORDER BY t.id
  FOR NO KEY UPDATE OF t`;

const FOR_NEW_OWNER = `
  SELECT token.id, ${suspensionOf('token')} AS refusal
  FROM (
    SELECT id, type, assistant_id, $2::uuid AS user_id FROM tokens WHERE id = ANY($1)
  ) token`;

@Injectable()
export class TransferRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns the users who own the tokens */
  async findOwners(ids: string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ user_id: string }[]>(
      'SELECT DISTINCT user_id FROM tokens WHERE id = ANY($1) AND user_id IS NOT NULL',
      [ids],
    );
    return rows.map((row) => row.user_id);
  }

  /** Locks in the order of the ids, which avoids deadlocks. */
  lock(manager: EntityManager, ids: string[]): Promise<TransferableToken[]> {
    return manager.query(LOCK, [ids]);
  }

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
    const rows = await manager.query<{ id: string; refusal: SuspensionReason | null }[]>(
      FOR_NEW_OWNER,
      [ids, userId],
    );
    return new Map(rows.map(({ id, refusal }) => [id, refusal]));
  }

  async update(
    manager: EntityManager,
    ids: string[],
    { userId, username }: TokenOwner,
  ): Promise<void> {
    await manager.query('UPDATE tokens SET user_id = $2, username = $3 WHERE id = ANY($1)', [
      ids,
      userId,
      username,
    ]);
  }
}
