import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { LastReleaseDatabase } from '../support/last-release-database.js';
import {
  locksOfMigration,
  migrationWaitsFor,
  MISSING,
  nextIndexBuilt,
  SCHEMA,
} from '../support/migration-watch.js';
import { createTestDatabase } from '../support/test-database.js';

/** Who holds one of these lets others read, insert and change rows. */
const HARMLESS = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
];
const A_SNAPSHOT = 'SELECT txid_current_snapshot()';

describe('a migration from version 0.2.0, while its instances serve', () => {
  let database: LastReleaseDatabase;

  beforeEach(async () => {
    jest.spyOn(console, 'log').mockReturnValue();
    database = await LastReleaseDatabase.create();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await database.drop();
  });

  it('leads to the schema of a new database, and finds every token and event', async () => {
    await prepareDatabase(database.url);
    expect(await schemaOf(database.client)).toEqual(await schemaOfNewDatabase());
    expect((await database.client.query(MISSING)).rows).toEqual([
      { tokensWithoutRow: 0, wrongLastUses: 0, unsignedEvents: 0 },
    ]);
  });

  it('leaves a schema that version 0.2.0 can use', async () => {
    await prepareDatabase(database.url);
    await database.useLastRelease();
    expect((await database.client.query(MISSING)).rows).toEqual([
      { tokensWithoutRow: 0, wrongLastUses: 0, unsignedEvents: 0 },
    ]);
  });

  it.each(['tokens', 'token_secrets', 'users', 'audit_events'])(
    'lets everybody pass while a transaction keeps it from %s',
    async (table) => {
      const holder = await database.hold(`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`);
      const migrated = prepareDatabase(database.url);
      await migrationWaitsFor(database.client, table);
      for (let round = 0; round < 3; round++) await database.useLastRelease();
      await holder.end();
      await migrated;
    },
  );

  it('builds every index while others write', async () => {
    const built = new Set<string>();
    let holder = await database.hold(A_SNAPSHOT);
    let ended = false;
    const migrated = prepareDatabase(database.url).finally(() => (ended = true));
    for (;;) {
      const name = await nextIndexBuilt(database.client, built, () => ended);
      if (name === null) break;
      built.add(name);
      expect(HARMLESS).toEqual(expect.arrayContaining(await locksOfMigration(database.client)));
      await database.useLastRelease();
      const next = await database.hold(A_SNAPSHOT);
      await holder.end();
      holder = next;
    }
    await migrated;
    expect([...built].filter((name) => name.startsWith('tokens_'))).toHaveLength(10);
    expect([...built].filter((name) => name.startsWith('audit_events_'))).toHaveLength(9);
  });

  it('is not stopped by an instance of version 0.2.0 that starts, and waits for its turn', async () => {
    const holder = await database.hold(A_SNAPSHOT);
    const migrated = prepareDatabase(database.url);
    await nextIndexBuilt(database.client, new Set(), () => false);
    const old = new Client(database.url);
    await old.connect();
    // PostgreSQL ends one of the two waits. The migration tries again, the old instance ends.
    const turn = old.query('SELECT pg_advisory_lock(7410003)').catch(() => undefined);
    const ended = turn.then(() => old.end());
    await holder.end();
    await Promise.all([ended, migrated]);
    expect(await schemaOf(database.client)).toEqual(await schemaOfNewDatabase());
  });

  it('runs once when instances start at the same time', async () => {
    const holder = await database.hold(A_SNAPSHOT);
    const migrated = Promise.all(Array.from({ length: 4 }, () => prepareDatabase(database.url)));
    await nextIndexBuilt(database.client, new Set(), () => false);
    await holder.end();
    await migrated;
    expect(await schemaOf(database.client)).toEqual(await schemaOfNewDatabase());
  });
});

async function schemaOf(client: Client): Promise<unknown[]> {
  return (await client.query<object>(SCHEMA)).rows;
}

async function schemaOfNewDatabase(): Promise<unknown[]> {
  const database = await createTestDatabase();
  const client = new Client(database.url);
  await client.connect();
  try {
    return await schemaOf(client);
  } finally {
    await client.end();
    await database.drop();
  }
}
