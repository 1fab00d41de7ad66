import type { TestApp } from './test-app.js';

const WAITING = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Settles when a statement waits for a lock. @returns the process of the server that runs it */
export async function somebodyWaits({ dataSource }: TestApp): Promise<number> {
  for (;;) {
    const [waiting] = await dataSource.query<{ pid: number }[]>(WAITING);
    if (waiting) return waiting.pid;
  }
}
