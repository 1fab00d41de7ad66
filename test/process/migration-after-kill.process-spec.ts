import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { LastReleaseDatabase } from '../support/last-release-database.js';
import { migrationWaitsFor, MISSING, nextIndexBuilt, SCHEMA } from '../support/migration-watch.js';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';

const SLOW = 300_000;
const A_SNAPSHOT = 'SELECT txid_current_snapshot()';
const INVALID = 'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid';
const END_MIGRATIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND objid = 7410003 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
/** In the order in which the migration changes them. */
const TABLES = ['chat_messages', 'chats', 'tokens', 'audit_events'];
/** Of the indexes, in their order. */
const KILLED_AT = [0, 4, 9, 15];

describe('a migration from version 0.2.0 that is killed', () => {
  let database: LastReleaseDatabase;

  beforeEach(async () => {
    database = await LastReleaseDatabase.create();
  });

  afterEach(() => database.drop());

  const spawn = async () =>
    ServiceProcess.spawn(await newDataDir(), { env: { DATABASE_URL: database.url } });

  /** Kills the process, and its connection as a failure of the network would. */
  async function kill(service: ServiceProcess): Promise<void> {
    await service.end('SIGKILL');
    await database.client.query(END_MIGRATIONS);
  }

  async function expectFinished(): Promise<void> {
    const rows = async (client: Client, query: string) => (await client.query<object>(query)).rows;
    const fresh = await createTestDatabase();
    const client = new Client(fresh.url);
    await client.connect();
    expect(await rows(database.client, SCHEMA)).toEqual(await rows(client, SCHEMA));
    expect(await rows(database.client, MISSING)).toEqual([
      { tokensWithoutRow: 0, wrongLastUses: 0, unsignedEvents: 0 },
    ]);
    const names = 'SELECT name FROM migrations ORDER BY id';
    expect(await rows(database.client, names)).toEqual(await rows(client, names));
    await client.end();
    await fresh.drop();
  }

  it(
    'while it changes tables, is finished by instances that start together',
    async () => {
      for (const table of TABLES) {
        const holder = await database.hold(`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`);
        const killed = await spawn();
        await migrationWaitsFor(database.client, table);
        await kill(killed);
        await database.useLastRelease();
        await holder.end();
      }
      const instances = [await spawn(), await spawn()];
      for (const instance of instances) await instance.ready();
      await expectFinished();
      for (const instance of instances)
        expect(await instance.end('SIGTERM')).toMatchObject({ code: 0 });
    },
    SLOW,
  );

  it(
    'while it builds indexes, is finished by instances that start together',
    async () => {
      const built = new Set<string>();
      for (const killedAt of KILLED_AT) {
        let holder = await database.hold(A_SNAPSHOT);
        const killed = await spawn();
        for (;;) {
          const name = await nextIndexBuilt(database.client, built, () => killed.hasEnded);
          if (name === null) throw new Error(killed.output);
          if (built.size === killedAt) {
            await kill(killed);
            expect((await database.client.query(INVALID)).rows).toEqual([{ name }]);
            break;
          }
          built.add(name);
          const next = await database.hold(A_SNAPSHOT);
          await holder.end();
          holder = next;
        }
        await database.useLastRelease();
        await holder.end();
      }
      const instances = [await spawn(), await spawn()];
      for (const instance of instances) await instance.ready();
      await expectFinished();
      for (const instance of instances)
        expect(await instance.end('SIGTERM')).toMatchObject({ code: 0 });
    },
    SLOW,
  );
});
