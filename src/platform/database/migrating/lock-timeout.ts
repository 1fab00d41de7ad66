import type { QueryRunner } from 'typeorm';

/**
 * Whoever wants a table for itself makes everybody else wait behind it, so it gives up soon and tries
 * again later. Longer than the `deadlock_timeout` of one second, after which autovacuum gives way.
 */
const LOCK_TIMEOUT_MS = 1_500;

export async function limitLockWaits(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
}

/** For work that waits long and keeps nobody waiting. */
export async function withPatience(
  queryRunner: QueryRunner,
  work: () => Promise<void>,
): Promise<void> {
  await queryRunner.query('SET lock_timeout = 0');
  await work();
  await limitLockWaits(queryRunner);
}
