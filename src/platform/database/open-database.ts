import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { DatabaseStartError } from './database.errors.js';
import { dataSourceOptions, migrationOptions } from './data-source.options.js';
import { migrate } from './migrate.js';

const OLDEST_VERSION = 14;

interface DatabaseLocation {
  url: string;
  poolSize: number;
}

/**
 * Connects and brings the schema up to date.
 *
 * @throws DatabaseStartError when it cannot be reached, is too old, or has a newer schema
 */
export async function openDatabase(location: DatabaseLocation): Promise<DataSource> {
  const migrator = await connect(migrationOptions(location.url));
  try {
    await requireVersion(migrator);
    await migrate(migrator);
  } finally {
    await migrator.destroy();
  }
  return connect(dataSourceOptions(location));
}

async function connect(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw new DatabaseStartError(`The database cannot be reached: ${reasonOf(error)}.`);
  }
}

async function requireVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<[{ server_version_num: string }]>('SHOW server_version_num');
  const version = Math.floor(Number(row.server_version_num) / 10_000);
  if (version < OLDEST_VERSION) {
    throw new DatabaseStartError(
      `PostgreSQL ${OLDEST_VERSION} or newer is needed, this is ${version}.`,
    );
  }
}

/** Several addresses that all refuse make an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
