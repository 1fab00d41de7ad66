import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from './migrations.js';
import { MIGRATIONS_TABLE } from './migrations-table.js';
import type { Primary } from './servers/primary.js';
import type { ServerPath } from './servers/server-path.js';

/** Ends statements that wait too long for a lock, so that they return their connection. */
const STATEMENT_TIMEOUT_MS = 15_000;
/**
 * Lets TCP detect that the server is gone. `query_timeout` would not do: it drops the ROLLBACK that
 * is queued behind the stuck statement, and the next COMMIT on that connection would commit half a
 * transaction.
 */
const KEEP_ALIVE_AFTER_MS = 10_000;

export function dataSourceOptions(primary: Primary, poolSize: number): PostgresDataSourceOptions {
  return {
    ...commonOptions(primary.pooled, poolSize),
    extra: {
      ...primary.pooled.libraryOptions,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    },
  };
}

/** One connection that keeps its session, without a statement timeout. */
export function migrationOptions({ direct }: Primary): PostgresDataSourceOptions {
  return { ...commonOptions(direct, 1), extra: direct.libraryOptions };
}

function commonOptions({ url }: ServerPath, poolSize: number) {
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
