import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

const BATCH_CHATS = 200;
/** A batch ends before the chat with which it would exceed this. It has one chat at least. */
const BATCH_MESSAGES = 1_000;

const NEXT = 'SELECT id FROM chat_removals ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED';

const DELETE_BATCH = `
  WITH batch AS (
    SELECT id, message_count FROM chats WHERE assistant_id = $1 OR user_id = $1 LIMIT ${BATCH_CHATS})
  DELETE FROM chats WHERE id IN (
    SELECT id FROM (
      SELECT id, message_count, sum(message_count) OVER (ORDER BY id) AS messages FROM batch) counted
    WHERE messages <= ${BATCH_MESSAGES} OR messages = message_count)`;

/** What a batch has done for the deleted assistant or user with the id. */
export interface RemovedBatch {
  id: string;
  chats: number;
  /** All chats that were removed for the same id; `null` if more may remain. */
  total: number | null;
}

@Injectable()
export class ChatRemovalsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  countPending(): Promise<number> {
    return this.dataSource
      .query<[{ count: number }]>('SELECT count(*)::int AS count FROM chat_removals')
      .then(([{ count }]) => count);
  }

  /** @returns `null` if nothing is left that no other instance is removing */
  removeBatch(): Promise<RemovedBatch | null> {
    return this.dataSource.transaction(async (manager) => {
      const [next] = await manager.query<{ id: string }[]>(NEXT);
      if (next === undefined) return null;
      const { id } = next;
      const [, chats] = await manager.query<[unknown, number]>(DELETE_BATCH, [id]);
      if (chats > 0) {
        await manager.query('UPDATE chat_removals SET removed = removed + $2 WHERE id = $1', [
          id,
          chats,
        ]);
        return { id, chats, total: null };
      }
      const [[row]] = await manager.query<[[{ removed: number }], number]>(
        'DELETE FROM chat_removals WHERE id = $1 RETURNING removed',
        [id],
      );
      return { id, chats, total: row.removed };
    });
  }
}
