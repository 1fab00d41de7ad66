import { chown, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { DataDirectory } from './data-directory.js';
import { syncDirectory, writeDurably } from '../../files/durable-files.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { codeOf } from './error-details.js';
import { discard, unfinished } from './leftovers.js';
import type { Programs } from './programs.js';
import { runProgram } from './run-program.js';

export const USER = 'assistant_tokens';

/**
 * Creates the cluster beside its place and renames it at the end, so that it is never incomplete.
 */
export async function createCluster(
  directory: DataDirectory,
  programs: Programs,
  account: Account,
  password: string,
): Promise<void> {
  const workshop = unfinished(directory.cluster);
  try {
    await mkdir(workshop, { mode: 0o700 });
    const passwordFile = join(workshop, 'password');
    await writeDurably(passwordFile, `${password}\n`);
    await give([workshop, passwordFile], account);
    const cluster = join(workshop, 'cluster');
    await initialise(cluster, passwordFile, programs, account);
    await publish(cluster, directory);
  } finally {
    await discard(workshop);
  }
}

async function initialise(
  cluster: string,
  passwordFile: string,
  programs: Programs,
  account: Account,
): Promise<void> {
  const { succeeded, complaint } = await runProgram(account, programs.initdb, [
    `--pgdata=${cluster}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  if (!succeeded) {
    throw new EmbeddedPostgresError(`PostgreSQL could not create its database: ${complaint}`);
  }
}

/** If two instances start at the same time, the first cluster stays. */
async function publish(cluster: string, directory: DataDirectory): Promise<void> {
  try {
    await rename(cluster, directory.cluster);
    await syncDirectory(directory.path);
  } catch (error) {
    if (await directory.hasCluster()) return;
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    throw new EmbeddedPostgresError(
      `${directory.clusterName} contains something other than a database; move it away or choose another DATA_DIR.`,
    );
  }
}

async function give(paths: string[], { owner }: Account): Promise<void> {
  if (owner === undefined) return;
  for (const path of paths) await chown(path, owner.uid, owner.gid);
}
