import { MigrationExecutor, QueryFailedError } from 'typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import { MIGRATIONS_LOCK } from './advisory-locks.js';
import { DatabaseStartError } from './database.errors.js';
import { appliedMigrations, knownMigrations, MIGRATIONS_TABLE } from './migrations-table.js';

/**
 * Runs pending migrations. A lock lets instances that start at the same time migrate one after the
 * other. Everything runs on one connection, because the lock belongs to it.
 *
 * @param dataSource close it afterwards: this removes its statement timeout
 * @throws DatabaseStartError if a newer version has migrated the schema, or a migration fails
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.query('SET statement_timeout = 0');
    await queryRunner.query('SELECT pg_advisory_lock($1)', [MIGRATIONS_LOCK]);
    await requireKnownSchema(dataSource, queryRunner);
    await executePending(dataSource, queryRunner);
  } finally {
    await queryRunner.query('SELECT pg_advisory_unlock($1)', [MIGRATIONS_LOCK]);
    await queryRunner.release();
  }
}

async function executePending(dataSource: DataSource, queryRunner: QueryRunner): Promise<void> {
  try {
    await new MigrationExecutor(dataSource, queryRunner).executePendingMigrations();
  } catch (error) {
    if (!(error instanceof QueryFailedError)) throw error;
    throw new DatabaseStartError(`The database schema cannot be migrated: ${error.message}.`);
  }
}

async function requireKnownSchema(dataSource: DataSource, queryRunner: QueryRunner): Promise<void> {
  if (!(await queryRunner.hasTable(MIGRATIONS_TABLE))) return;
  const known = new Set(knownMigrations(dataSource));
  const unknown = (await appliedMigrations(queryRunner)).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseStartError(
      `The database has a newer schema than this version knows (${unknown.join(', ')}); start that newer version instead.`,
    );
  }
}
