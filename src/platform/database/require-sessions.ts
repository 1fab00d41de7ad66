import { unreachable } from './connect.js';
import { DatabaseStartError } from './database.errors.js';
import { breakConnection } from './servers/break-connection.js';
import { Primary } from './servers/primary.js';
import type { PrimaryClient } from './servers/primary-client.js';
import { isSameServer } from './servers/server-state.js';
import type { ServerIdentity } from './servers/server-state.js';

const TIMEOUT_MS = 5_000;
const ROUNDS = 3;

const POOLER = 'a connection pooler that does not keep sessions';
const NO_DIRECT_URL = `DATABASE_URL leads to ${POOLER}, such as PgBouncer with pool_mode = transaction; set DATABASE_DIRECT_URL to a URL of the same database that leads past the pooler.`;
const NOT_DIRECT = `DATABASE_DIRECT_URL leads to ${POOLER}; it must lead past the pooler.`;
const NOT_THE_SAME = 'DATABASE_DIRECT_URL and DATABASE_URL lead to different databases.';

/** @throws DatabaseStartError if what needs a session would not get one */
export async function requireSessions(url: string, directUrl: string | null): Promise<void> {
  const path = directUrl ?? url;
  if (!(await withClients(path, path, keepSessions))) {
    throw new DatabaseStartError(directUrl === null ? NO_DIRECT_URL : NOT_DIRECT);
  }
  if (directUrl === null) return;
  if (!(await withClients(url, directUrl, reachTheSameDatabase))) {
    throw new DatabaseStartError(NOT_THE_SAME);
  }
}

type Compare = (one: PrimaryClient, other: PrimaryClient) => Promise<boolean>;

/**
 * Whether each client has a process of PostgreSQL for itself. A pooler that does not keep sessions
 * gives an idle process to the next client that asks: to the other one if it prefers the process that
 * was used last, and to the same one, who asks twice, if it takes turns.
 */
async function keepSessions(one: PrimaryClient, other: PrimaryClient): Promise<boolean> {
  const ofOne = new Set<number>();
  const ofOther = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    ofOne.add(await processOf(one));
    ofOther.add(await processOf(other));
    ofOther.add(await processOf(other));
  }
  return ofOne.size === 1 && ofOther.size === 1 && new Set([...ofOne, ...ofOther]).size === 2;
}

async function processOf(client: PrimaryClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return (rows[0] as { pid: number }).pid;
}

async function reachTheSameDatabase(one: PrimaryClient, other: PrimaryClient): Promise<boolean> {
  const [server, otherServer] = [one.identity, other.identity] as [ServerIdentity, ServerIdentity];
  return isSameServer(server, otherServer) && (await databaseOf(one)) === (await databaseOf(other));
}

async function databaseOf(client: PrimaryClient): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  return (rows[0] as { name: string }).name;
}

async function withClients(url: string, otherUrl: string, compare: Compare): Promise<boolean> {
  const one = newClient(url);
  const other = newClient(otherUrl);
  try {
    await one.connect();
    await other.connect();
    return await compare(one, other);
  } catch (error) {
    throw unreachable(error);
  } finally {
    breakConnection(one);
    breakConnection(other);
  }
}

/** Each with a `Primary` of its own, so that none is refused because of the server of the other. */
function newClient(url: string): PrimaryClient {
  return new Primary(url).direct.newClient({
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
}
