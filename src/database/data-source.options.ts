import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from './migrations.js';
import { entities } from './entities.js';

/** A statement that waits this long for a lock gives its connection back. */
const STATEMENT_TIMEOUT_MS = 15_000;

interface Connection {
  url: string;
  poolSize: number;
}

export function dataSourceOptions({ url, poolSize }: Connection): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    applicationName: 'assistant-tokens',
    connectTimeoutMS: 5_000,
    extra: { statement_timeout: STATEMENT_TIMEOUT_MS },
  };
}
