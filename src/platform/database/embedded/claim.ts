import { setTimeout as delay } from 'node:timers/promises';
import { connect, isPassing, isWrongPassword } from './connection.js';
import type { DataDirectory } from './data-directory.js';
import { ensureDatabase, MAINTENANCE_DATABASE } from './database.js';
import { DirectoryLock } from './directory-lock.js';
import { DataDirectoryInUseError, EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { messageOf } from './error-details.js';
import { NotReadyError } from './not-ready.error.js';
import type { Postmaster } from './postmaster.js';
import type { Server } from './server.js';

const PATIENCE_MS = 120_000;
const RETRY_MS = 100;

/** A running server that this instance has locked. */
export interface Claim {
  postmaster: Postmaster;
  lock: DirectoryLock;
}

/**
 * Adopts the server that runs in the directory, or starts one. Until this instance holds the lock,
 * others may start or stop the server at any time, so failures that this can cause are retried.
 */
export async function claim(
  directory: DataDirectory,
  server: Server,
  password: string,
  report: (sentence: string) => void,
): Promise<Claim> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await tryToClaim(directory, server, password, report);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (Date.now() > deadline) {
        throw new EmbeddedPostgresError(
          `PostgreSQL in ${directory.clusterName} was not ready after ${PATIENCE_MS / 1000} seconds: ${messageOf(error)}.`,
          { cause: error },
        );
      }
      await delay(RETRY_MS);
    }
  }
}

async function tryToClaim(
  directory: DataDirectory,
  server: Server,
  password: string,
  report: (sentence: string) => void,
): Promise<Claim> {
  const running = await server.find();
  if (running) {
    const lock = await takeLock(directory, server, running, password);
    report(`Using the PostgreSQL server that already runs in ${directory.clusterName}`);
    return { postmaster: running, lock };
  }
  report(`Starting PostgreSQL in ${directory.clusterName}`);
  const postmaster = await server.launch();
  try {
    return { postmaster, lock: await takeLock(directory, server, postmaster, password) };
  } catch (error) {
    if (isWrongPassword(error)) await server.stop(postmaster);
    throw error;
  }
}

/** Takes the lock. If the server turns out to be unusable, stops it while it holds the lock. */
async function takeLock(
  directory: DataDirectory,
  server: Server,
  postmaster: Postmaster,
  password: string,
): Promise<DirectoryLock> {
  const endpoint = { port: postmaster.port, password };
  const lock = await DirectoryLock.take(() => connect(endpoint, MAINTENANCE_DATABASE));
  if (lock === undefined) throw new DataDirectoryInUseError(directory.name);
  try {
    await ensureDatabase(endpoint);
    await expectToRun(server, postmaster);
    return lock;
  } catch (error) {
    await lock.release(() => (isPassing(error) ? Promise.resolve() : server.stop(postmaster)));
    throw error;
  }
}

/** Checks the process id, because another server may have taken the port. */
async function expectToRun(server: Server, { pid }: Postmaster): Promise<void> {
  const current = await server.find();
  if (current?.pid !== pid) throw new NotReadyError(`process ${pid} ended`);
}
