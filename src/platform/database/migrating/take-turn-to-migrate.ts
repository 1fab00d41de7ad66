import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { MIGRATIONS_LOCK } from '../advisory-locks.js';

const POLL_MS = 100;

/**
 * Takes the lock of migrations for this connection. It asks again and again: a statement that waits
 * has a snapshot, and an index that is built concurrently waits for all older snapshots.
 */
export async function takeTurnToMigrate(queryRunner: QueryRunner): Promise<void> {
  while (!(await tryToTakeTurn(queryRunner))) await delay(POLL_MS);
}

async function tryToTakeTurn(queryRunner: QueryRunner): Promise<boolean> {
  const rows = (await queryRunner.query('SELECT pg_try_advisory_lock($1) AS taken', [
    MIGRATIONS_LOCK,
  ])) as [{ taken: boolean }];
  return rows[0].taken;
}
