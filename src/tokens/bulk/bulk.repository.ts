import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Token } from '../token.entity.js';
import { withAssistantName } from '../tokens.repository.js';

/** One statement for all could exceed the time limit. */
const BATCH_SIZE = 1_000;

/**
 * A write of a user waits for a change of the tokens of this user. For tokens of more users it does
 * not: PostgreSQL has room for a limited number of locks.
 */
const MAX_LOCKED_USERS = 1_000;

@Injectable()
export class BulkRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * @returns the users who own the tokens, for locks; none if there are too many
   */
  async findOwners(ids: readonly string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT DISTINCT user_id AS id FROM tokens WHERE id = ANY($1) AND user_id IS NOT NULL LIMIT $2`,
      [ids, MAX_LOCKED_USERS + 1],
    );
    return rows.length > MAX_LOCKED_USERS ? [] : rows.map(({ id }) => id);
  }

  /** In the order of the ids, so that two requests do not wait for each other in a circle. */
  async lock(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Token>> {
    const found = new Map<string, Token>();
    const ordered = ids.toSorted();
    for (let start = 0; start < ordered.length; start += BATCH_SIZE) {
      const batch = ordered.slice(start, start + BATCH_SIZE);
      await manager.query('SELECT FROM tokens WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
        batch,
      ]);
      const tokens = await withAssistantName(
        manager.createQueryBuilder(Token, 'token').where('token.id = ANY(:batch)', { batch }),
      ).getMany();
      for (const token of tokens) found.set(token.id, token);
    }
    return found;
  }
}
