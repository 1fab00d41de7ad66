import { stat } from 'node:fs/promises';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres.errors.js';

/**
 * Refuses to create a second database in place of one that is gone, for example because its volume
 * is not mounted. A first start that was killed leaves a password too, but no directory and no log.
 *
 * @throws EmbeddedPostgresError
 */
export async function requireNoLostCluster(directory: DataDirectory): Promise<void> {
  const { name, clusterName, passwordFile, cluster, logFile } = directory;
  const existed = (await isThere(cluster)) || (await isThere(logFile));
  if (!existed || !(await isThere(passwordFile)) || (await directory.hasCluster())) return;
  throw new EmbeddedPostgresError(
    `The database in ${clusterName} is gone, but its password is still in ${name}; restore the database, or move ${name} away to begin with a new one.`,
  );
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
