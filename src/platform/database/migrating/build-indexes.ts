import type { QueryRunner } from 'typeorm';
import { withPatience } from './lock-timeout.js';

/**
 * Builds indexes while everybody reads and writes, in a migration with `transaction = false`. What a
 * killed migration has built stays. PostgreSQL keeps the index that it was building as invalid, and
 * it is built again.
 *
 * @param indexes what follows `ON`, by the name of the index
 */
export async function buildIndexes(
  queryRunner: QueryRunner,
  indexes: Record<string, string>,
): Promise<void> {
  await withPatience(queryRunner, async () => {
    for (const [name, definition] of Object.entries(indexes)) {
      if (await isValid(queryRunner, name)) continue;
      await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await queryRunner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${definition}`);
    }
  });
}

export async function dropIndexes(
  queryRunner: QueryRunner,
  indexes: Record<string, string>,
): Promise<void> {
  await queryRunner.query(`DROP INDEX ${Object.keys(indexes).join(', ')}`);
}

async function isValid(queryRunner: QueryRunner, name: string): Promise<boolean> {
  const rows = (await queryRunner.query(
    'SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid',
    [name],
  )) as object[];
  return rows.length > 0;
}
