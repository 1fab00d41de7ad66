import { randomBytes } from 'node:crypto';
import { link } from 'node:fs/promises';
import { syncDirectory, writeDurably } from '../../files/durable-files.js';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';
import { codeOf } from './error-details.js';
import { discard, unfinished } from './leftovers.js';
import { readIfThere } from './read-if-there.js';

/** Reads the password of the cluster, or creates it if there is no cluster yet. */
export async function obtainPassword(directory: DataDirectory): Promise<string> {
  const { passwordFile } = directory;
  const password = (await read(passwordFile)) ?? (await createUnlessClusterExists(directory)) ?? '';
  if (!/^[0-9a-f]{64}$/.test(password)) {
    throw new EmbeddedPostgresError(
      `The password of the database in ${directory.name}/postgres.password is missing or damaged; restore that file or choose another DATA_DIR.`,
    );
  }
  return password;
}

async function createUnlessClusterExists(directory: DataDirectory): Promise<string | undefined> {
  if (!(await directory.hasCluster())) await create(directory);
  return read(directory.passwordFile);
}

/** If two instances start at the same time, both use the password of the first one. */
async function create({ path, passwordFile }: DataDirectory): Promise<void> {
  const draft = unfinished(passwordFile);
  try {
    await writeDurably(draft, `${randomBytes(32).toString('hex')}\n`);
    await link(draft, passwordFile);
    await syncDirectory(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await discard(draft);
  }
}

async function read(path: string): Promise<string | undefined> {
  return (await readIfThere(path))?.trim();
}
