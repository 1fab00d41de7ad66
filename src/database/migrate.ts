import type { DataSource, QueryRunner } from 'typeorm';
import { MIGRATIONS_LOCK } from './advisory-locks.js';
import { DatabaseStartError } from './database.errors.js';

/**
 * Instances that start at once migrate one after the other.
 *
 * @throws DatabaseStartError when a newer version has been here
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.query('SELECT pg_advisory_lock($1)', [MIGRATIONS_LOCK]);
    await requireKnownSchema(dataSource, queryRunner);
    await dataSource.runMigrations({ transaction: 'all' });
  } finally {
    await queryRunner.query('SELECT pg_advisory_unlock($1)', [MIGRATIONS_LOCK]);
    await queryRunner.release();
  }
}

async function requireKnownSchema(dataSource: DataSource, queryRunner: QueryRunner): Promise<void> {
  if (!(await queryRunner.hasTable('migrations'))) return;
  const known = new Set(
    dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name),
  );
  const applied = (await queryRunner.query('SELECT name FROM migrations')) as { name: string }[];
  const unknown = applied.filter(({ name }) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseStartError(
      `The database has a newer schema than this version knows (${unknown.map(({ name }) => name).join(', ')}); start the version that made it.`,
    );
  }
}
