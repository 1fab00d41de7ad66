import type { DataSource } from 'typeorm';
import type { Config } from '../../platform/config/config.js';
import { connect } from '../../platform/database/connect.js';
import { migrationOptions } from '../../platform/database/data-source.options.js';
import { EmbeddedPostgres } from '../../platform/database/embedded/embedded-postgres.js';
import { prepareDatabase } from '../../platform/database/prepare-database.js';
import { Primary } from '../../platform/database/servers/primary.js';

/** Works on the database of the service, with the schema of this version. */
export async function withDatabase<T>(
  { databaseUrl, databaseDirectUrl, dataDir }: Config,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) return connected(databaseUrl, databaseDirectUrl, work);
  const embedded = await EmbeddedPostgres.start({ dataDir });
  try {
    return await connected(embedded.url, null, work);
  } finally {
    await embedded.stop();
  }
}

async function connected<T>(
  url: string,
  directUrl: string | null,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  await prepareDatabase(url, directUrl);
  const dataSource = await connect(migrationOptions(new Primary(url, directUrl)));
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
