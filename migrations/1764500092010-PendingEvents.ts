import type { MigrationInterface, QueryRunner } from 'typeorm';
import { inBatches } from '../src/platform/database/migrating/in-batches.js';

/** Events of version 0.2.0 wait to be signed. Nobody signs before all migrations have run. */
export class PendingEvents1764500092010 implements MigrationInterface {
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await inBatches(
      queryRunner,
      `WITH batch AS MATERIALIZED (
         SELECT id FROM audit_events WHERE id > $1 ORDER BY id LIMIT 5000
       ), added AS (
         INSERT INTO audit_pending SELECT id FROM batch ON CONFLICT DO NOTHING
       )
       SELECT id FROM batch ORDER BY id DESC LIMIT 1`,
    );
  }

  async down(): Promise<void> {
    // The migration AuditChain removes the table.
  }
}
