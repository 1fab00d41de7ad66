import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from './migrations.js';
import { MIGRATIONS_TABLE } from './migrations-table.js';

/** A statement that waits this long for a lock gives its connection back. */
const STATEMENT_TIMEOUT_MS = 15_000;
/**
 * TCP finds out that the server has vanished. Not `query_timeout`: it drops the ROLLBACK that waits
 * behind the silent statement, and the next one on the connection would commit half a transaction.
 */
const KEEP_ALIVE_AFTER_MS = 10_000;

export interface ConnectionOptions {
  url: string;
  poolSize: number;
}

export function dataSourceOptions(connection: ConnectionOptions): PostgresDataSourceOptions {
  return {
    ...commonOptions(connection),
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    },
  };
}

/** One connection whose statements may take as long as they need. */
export function migrationOptions(url: string): PostgresDataSourceOptions {
  return commonOptions({ url, poolSize: 1 });
}

function commonOptions({ url, poolSize }: ConnectionOptions) {
  return {
    type: 'postgres',
    url,
    poolSize,
    migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    synchronize: false,
    installExtensions: false,
    applicationName: 'assistant-tokens',
    connectTimeoutMS: 5_000,
  } as const;
}
