import type { QueryRunner } from 'typeorm';
import type { TestApp } from './test-app.js';

const WAITING = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * Resolves when a statement waits for a lock. Rejects when the request ends without waiting.
 *
 * @returns the process of the server that runs the statement
 */
export async function somebodyWaits(
  { dataSource }: TestApp,
  request: Promise<unknown>,
): Promise<number> {
  const state = { answered: false };
  const answered = () => {
    state.answered = true;
  };
  request.then(answered, answered);
  for (;;) {
    const wasAnswered = state.answered;
    const [waiting] = await dataSource.query<{ pid: number }[]>(WAITING);
    if (waiting) return waiting.pid;
    if (wasAnswered) throw new Error('The request was answered without a wait.');
  }
}

/** Sends the request while a transaction holds a lock. The transaction makes a change before it ends. */
export async function whileHeld<T>(
  app: TestApp,
  hold: (runner: QueryRunner) => Promise<unknown>,
  request: () => Promise<T>,
  change: (runner: QueryRunner) => Promise<unknown>,
): Promise<T> {
  const runner = app.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await hold(runner);
    const answer = request();
    await somebodyWaits(app, answer);
    await change(runner);
    await runner.commitTransaction();
    return await answer;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}
