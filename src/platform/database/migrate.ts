import { setTimeout as delay } from 'node:timers/promises';
import { MigrationExecutor, QueryFailedError } from 'typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import { MIGRATIONS_LOCK } from './advisory-locks.js';
import { DatabaseStartError, isDeadlock, isLockTimeout } from './database.errors.js';
import { limitLockWaits } from './migrating/lock-timeout.js';
import { takeTurnToMigrate } from './migrating/take-turn-to-migrate.js';
import { appliedMigrations, knownMigrations, MIGRATIONS_TABLE } from './migrations-table.js';

/**
 * Lets those pass who waited behind the migration. An instance of version 0.2.0 that waits for the lock
 * would otherwise keep an index from being built: it gets its turn, and refuses to start.
 */
const PAUSE_MS = 2_000;

/**
 * Runs pending migrations. A lock lets instances that start at the same time migrate one after the
 * other. Everything runs on one connection, because the lock belongs to it.
 *
 * @param dataSource close it afterwards: this changes its timeouts
 * @throws DatabaseStartError if a newer version has migrated the schema, or a migration fails
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    await queryRunner.query('SET statement_timeout = 0');
    await takeTurnToMigrate(queryRunner);
    await requireKnownSchema(dataSource, queryRunner);
    await executePending(dataSource, queryRunner);
  } finally {
    await queryRunner.query('SELECT pg_advisory_unlock($1)', [MIGRATIONS_LOCK]);
    await queryRunner.release();
  }
}

/** Other versions of the service read and write meanwhile; docs/decisions/0050 has the rules. */
async function executePending(dataSource: DataSource, queryRunner: QueryRunner): Promise<void> {
  const executor = new MigrationExecutor(dataSource, queryRunner);
  executor.transaction = 'each';
  for (;;) {
    try {
      await limitLockWaits(queryRunner);
      await executor.executePendingMigrations();
      return;
    } catch (error) {
      if (!(error instanceof QueryFailedError)) throw error;
      if (!isLockTimeout(error) && !isDeadlock(error)) {
        throw new DatabaseStartError(`The database schema cannot be migrated: ${error.message}.`);
      }
      await queryRunner.query('SELECT pg_advisory_unlock($1)', [MIGRATIONS_LOCK]);
      await delay(PAUSE_MS);
      await takeTurnToMigrate(queryRunner);
    }
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
