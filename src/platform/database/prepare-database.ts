import type { DataSource } from 'typeorm';
import { connect } from './connect.js';
import { DatabaseStartError } from './database.errors.js';
import { migrationOptions } from './data-source.options.js';
import { migrate } from './migrate.js';

const OLDEST_VERSION = 14;

/**
 * Brings the schema up to date, before the application connects.
 *
 * @throws DatabaseStartError if it cannot be reached, is too old, or has a newer schema
 */
export async function prepareDatabase(url: string): Promise<void> {
  const migrator = await connect(migrationOptions(url));
  try {
    await requireVersion(migrator);
    await migrate(migrator);
  } finally {
    await migrator.destroy();
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
