import { eventually } from '../../support/service-process.js';
import type { PostgresServer } from './postgres-server.js';

/** Waits until the standby has everything that the primary has committed so far. */
export async function caughtUp(standby: PostgresServer, primary: PostgresServer): Promise<void> {
  const [{ lsn }] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn');
  await eventually(async () => {
    const [{ has }] = await standby.query<{ has: boolean | null }>(
      'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS has',
      [lsn],
    );
    return has === true;
  });
}
