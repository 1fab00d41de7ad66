import type { Primary } from '../../../platform/database/servers/primary.js';
import type { PrimaryClient } from '../../../platform/database/servers/primary-client.js';
import { breakConnection } from '../../../platform/database/servers/break-connection.js';
import { CHANGES_CHANNEL } from './principal-change.js';
import { TRUST_MS } from './trust.js';

/** Shown in `pg_stat_activity`. */
const NAME = 'assistant-tokens-heartbeat';

/**
 * Opens a connection as the pool does, notifies all listeners on it, and closes it. So it shows
 * where the connections of the pool lead now. An open one only shows where it led when it was opened.
 */
export async function onNewConnection(
  primary: Primary,
  work: (notify: (payload: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const client = await primary.openNew({
    application_name: NAME,
    connectionTimeoutMillis: TRUST_MS,
    query_timeout: TRUST_MS,
  });
  try {
    await work((payload) => notify(client, payload));
  } catch (error) {
    breakConnection(client);
    throw error;
  }
  await client.leave();
}

async function notify(client: PrimaryClient, payload: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, payload]);
}
