import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inBatches } from '../src/platform/database/migrating/in-batches.js';

/** The last uses of tokens of version 0.2.0. Triggers keep those of tokens that are in the table. */
export class LastUses1764500092020 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    // The lock keeps a token from being deleted between the look at it and the insert.
    await inBatches(
      queryRunner,
      `WITH batch AS MATERIALIZED (
         SELECT id, created_at FROM tokens t
         WHERE id > $1 AND NOT EXISTS (SELECT FROM token_last_uses WHERE token_id = t.id)
         ORDER BY id LIMIT 2000 FOR KEY SHARE
       ), added AS (
         INSERT INTO token_last_uses (token_id, last_used_at, idle_since)
         SELECT batch.id, used.at, coalesce(used.at, batch.created_at)
         FROM batch, LATERAL (
           SELECT max(last_used_at) AS at FROM token_secrets WHERE token_id = batch.id) used
       )
       SELECT id FROM batch ORDER BY id DESC LIMIT 1`,
    );
    // Uses that were written while their token was in a batch.
    await queryRunner.query(`
      UPDATE token_last_uses l SET last_used_at = used.at, idle_since = used.at
      FROM (SELECT token_id, max(last_used_at) AS at FROM token_secrets GROUP BY token_id) used
      WHERE l.token_id = used.token_id
        AND used.at > coalesce(l.last_used_at, '-infinity')`);
  }

  async down(): Promise<void> {
    // The migration Inventory removes the table.
  }
}
