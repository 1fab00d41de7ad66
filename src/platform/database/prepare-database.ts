import type { DataSource } from 'typeorm';
import { connect, unreachable } from './connect.js';
import { DatabaseStartError } from './database.errors.js';
import { migrationOptions } from './data-source.options.js';
import { migrate } from './migrate.js';
import { requireSessions } from './require-sessions.js';
import { Primary } from './servers/primary.js';

const OLDEST_VERSION = 14;

/**
 * Brings the schema up to date, before the application connects.
 *
 * @param directUrl leads past a pooler that may not keep sessions
 * @throws DatabaseStartError if it cannot be reached, is too old, has a newer schema, or is behind
 *   a pooler without a direct URL
 */
export async function prepareDatabase(url: string, directUrl: string | null = null): Promise<void> {
  const migrator = await connect(migrationOptions(primaryAt(url, directUrl)));
  try {
    await requireVersion(migrator);
    await requireSessions(url, directUrl);
    await migrate(migrator);
  } finally {
    await migrator.destroy();
  }
}

/** Reads the certificates that the URLs name. */
function primaryAt(url: string, directUrl: string | null): Primary {
  try {
    return new Primary(url, directUrl);
  } catch (error) {
    throw unreachable(error);
  }
}

async function requireVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<[{ server_version_num: string }]>('SHOW server_version_num');
  const version = Math.floor(Number(row.server_version_num) / 10_000);
  if (version < OLDEST_VERSION) {
    throw new DatabaseStartError(
      `The service requires PostgreSQL ${OLDEST_VERSION} or newer, but this is version ${version}.`,
    );
  }
}
