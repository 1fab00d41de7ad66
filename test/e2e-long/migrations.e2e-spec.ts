import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { AuditChainService } from '../../src/audit/chain/audit-chain.service.js';
import { AuditChainSweeper } from '../../src/audit/chain/audit-chain.sweeper.js';
import { AuditSinkRepository } from '../../src/audit/sink/audit-sink.repository.js';
import { DatabaseStartError } from '../../src/platform/database/database.errors.js';
import { connect as connectTo } from '../../src/platform/database/connect.js';
import { WebhookLeases } from '../../src/webhooks/queue/webhook-leases.js';
import { dataSourceOptions } from '../../src/platform/database/data-source.options.js';
import { Primary } from '../../src/platform/database/servers/primary.js';
import { migrations } from '../../src/platform/database/migrations.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { ChatRemoval } from '../../src/chats/removal/chat-removal.entity.js';
import { ChatRemovalsSweeper } from '../../src/chats/removal/chat-removals.sweeper.js';
import { newId } from '../../src/platform/ids/id.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createBoundToken } from '../factories/bound-tokens.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { Phone } from '../support/phone.js';
import { LeakReport } from '../../src/tokens/leaks/leak-report.entity.js';
import { PolicySweeper } from '../../src/tokens/policies/compliance/policy.sweeper.js';
import { TokenViolation } from '../../src/tokens/policies/compliance/token-violation.entity.js';
import { LeakReportsWorker } from '../../src/tokens/leaks/leak-reports.worker.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { TestApp } from '../support/test-app.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const EMPTY = null;
/** `rate_limits` belongs to rate-limiter-flexible, `migrations` to TypeORM, the others to triggers. */
const TABLES_WITHOUT_ENTITY = ['migrations', 'rate_limits', 'token_count_notes', 'token_counts'];

describe('the schema of the database', () => {
  let database: TestDatabase;
  let entities: NonNullable<DataSourceOptions['entities']>;
  const opened: DataSource[] = [];

  beforeAll(async () => {
    entities = await registeredEntities();
  });

  const open = async (poolSize = 2) => {
    await prepareDatabase(database.url);
    const dataSource = await connectTo({
      ...dataSourceOptions(new Primary(database.url), poolSize),
      entities,
    });
    opened.push(dataSource);
    return dataSource;
  };

  /** Connects to a database that the service has not opened or refuses to open. */
  const connect = async () => {
    const dataSource = new DataSource({ type: 'postgres', url: database.url });
    opened.push(dataSource);
    return dataSource.initialize();
  };

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
    await database.drop();
  });

  describe('when the database is new', () => {
    beforeEach(async () => {
      database = await createTestDatabase(EMPTY);
    });

    it('matches the entities', async () => {
      const dataSource = await open();
      expect(await queriesToMatchEntities(dataSource)).toEqual([]);
      const described = dataSource.entityMetadatas.map(({ tableName }) => tableName);
      expect(await tablesOf(dataSource)).toEqual([...described, ...TABLES_WITHOUT_ENTITY].sort());
    });

    it.each([
      ['a column', 'ALTER TABLE tokens DROP COLUMN notes'],
      ['an index', 'DROP INDEX tokens_user_id_id_idx'],
      ['a foreign key', 'ALTER TABLE tokens DROP CONSTRAINT tokens_user_id_fkey'],
      ['a check', 'ALTER TABLE tokens DROP CONSTRAINT tokens_live_user_check'],
      ['a default', 'ALTER TABLE tokens ALTER COLUMN notes DROP DEFAULT'],
    ])('would not match if %s were missing', async (_what, statement) => {
      const dataSource = await open();
      await dataSource.query(statement);
      expect(await queriesToMatchEntities(dataSource)).not.toEqual([]);
    });

    it('is created once by instances that start at the same time', async () => {
      const instances = await Promise.all([open(1), open(1), open(), open(), open()]);
      for (const instance of instances) expect(await instance.showMigrations()).toBe(false);
      expect(await appliedTo(await connect())).toEqual(namesOfMigrations());
    });

    it('is created completely or not at all', async () => {
      const before = await connect();
      await before.query('CREATE TABLE token_secrets (of_somebody_else text)');
      jest.spyOn(console, 'log').mockReturnValue();
      await expect(open()).rejects.toThrow('relation "token_secrets" already exists');
      expect(await tablesOf(before)).toEqual(['migrations', 'token_secrets']);
      expect(await appliedTo(before)).toEqual([]);

      await before.query('DROP TABLE token_secrets');
      expect(await queriesToMatchEntities(await open())).toEqual([]);
    });
  });

  describe('when the database has data in every table', () => {
    beforeEach(async () => {
      database = await createTestDatabase();
      await fillEveryTable(database);
    });

    it('can be reverted completely and migrated again', async () => {
      const dataSource = await open();
      const fresh = await schemaOf(dataSource);
      expect(await emptyTablesOf(dataSource)).toEqual([]);

      for (const { name } of migrations.toReversed()) {
        expect((await appliedTo(dataSource)).at(-1)).toBe(name);
        await dataSource.undoLastMigration({ transaction: 'all' });
      }
      expect(await tablesOf(dataSource)).toEqual(['migrations']);
      expect(await appliedTo(dataSource)).toEqual([]);

      const again = await open();
      expect(await schemaOf(again)).toEqual(fresh);
      await fillEveryTable(database);
      expect(await emptyTablesOf(again)).toEqual([]);
    });

    it('is not changed by a start', async () => {
      const looking = await connect();
      const before = { files: await filesOf(looking), rows: await rowsOf(looking) };
      await open();
      await open();
      expect({ files: await filesOf(looking), rows: await rowsOf(looking) }).toEqual(before);
    });
  });

  describe('when a newer version has migrated it', () => {
    beforeEach(async () => {
      database = await createTestDatabase();
      const newer = await connect();
      await newer.query(
        `INSERT INTO migrations (timestamp, name) VALUES (9000000000000, 'Later9000000000000')`,
      );
    });

    it('refuses to start with one sentence, and changes nothing', async () => {
      const looking = await connect();
      const before = { files: await filesOf(looking), rows: await rowsOf(looking) };
      const start = open();
      await expect(start).rejects.toBeInstanceOf(DatabaseStartError);
      await expect(start).rejects.toThrow(
        'The database has a newer schema than this version knows (Later9000000000000); start that newer version instead.',
      );
      expect({ files: await filesOf(looking), rows: await rowsOf(looking) }).toEqual(before);
    });
  });
});

async function fillEveryTable(database: TestDatabase): Promise<void> {
  const app = await TestApp.start({ database });
  try {
    const admin = await createAdmin(app);
    const left = await createUser(app);
    const ownerId = await createTeam(app, [
      [admin, 'admin'],
      [left, 'viewer'],
    ]);
    const leave = await admin.api.delete(`/api/teams/${ownerId}/members/${left.username}`);
    expect(leave.status).toBe(204);
    const assistant = await createAssistant(app, { ownerId });
    const { id, api } = await createToken(app, { owner: admin, assistant });
    await createChild(app, { id });
    const phone = await Phone.make();
    const bound = await createBoundToken(app, { owner: admin, assistant, jkt: phone.jkt });
    expect((await phone.call(app.api, bound.secret, '/api/auth/session')).status).toBe(200);
    expect((await api.post('/api/tokens/self/_rotate', { overlapSeconds: 60 })).status).toBe(200);
    expect((await api.get('/api/users')).status).toBe(403);
    const webhook = await createWebhook(app, { assistant });
    await app.nest.get(WebhookLeases).take(webhook.id);
    const message = { role: 'user', content: 'Hello' };
    expect((await api.post('/api/chats', { message })).status).toBe(201);
    const budget = { modelTokens: 1_000, period: 'day' };
    const ofAdmin = `/api/users/${admin.username}/budget`;
    expect((await admin.api.put(ofAdmin, budget)).status).toBe(200);
    const keyed = admin.api.with({ 'Idempotency-Key': 'once' });
    expect((await keyed.post('/api/tokens', { type: 'personal' })).status).toBe(201);
    await app.dataSource.transaction('REPEATABLE READ', (manager) =>
      manager.query('UPDATE tokens SET expires_at = created_at'),
    );
    await app.nest.get(AuditChainSweeper).beforeApplicationShutdown();
    await app.nest.get(AuditChainService).closeAll();
    await app.nest.get(AuditSinkRepository).take();
    const login = { username: admin.username, password: 'not the password' };
    expect((await app.api.post('/api/auth/login', login)).status).toBe(401);
    await app.nest.get(LeakReportsWorker).beforeApplicationShutdown();
    const report = { id: newId(), receivedAt: app.clock.now(), leaks: [] };
    await app.dataSource.manager.insert(LeakReport, report);
    await app.nest.get(PolicySweeper).beforeApplicationShutdown();
    await app.dataSource.manager.insert(TokenViolation, { tokenId: id, rules: {} });
    await app.nest.get(ChatRemovalsSweeper).beforeApplicationShutdown();
    const removal = { id: newId(), createdAt: app.clock.now() };
    await app.dataSource.manager.insert(ChatRemoval, removal);
    await app.dataSource.query(
      `INSERT INTO model_calls (message_id, attempt, assistant_id, user_id, token_id, subject, model,
         prompt_characters, started_at)
       SELECT gen_random_uuid(), 1, assistant_id, user_id, token_id, subject, 'm', 4, now()
       FROM model_usage`,
    );
  } finally {
    await app.close();
  }
}

/** The entities that the modules of the application register. */
async function registeredEntities() {
  const app = await TestApp.start();
  try {
    return app.dataSource.entityMetadatas.map(({ target }) => target);
  } finally {
    await app.close();
  }
}

function namesOfMigrations(): string[] {
  return migrations.map(({ name }) => name);
}

async function queriesToMatchEntities(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function appliedTo(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    'SELECT name FROM migrations ORDER BY id',
  );
  return rows.map(({ name }) => name);
}

async function tablesOf(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')`,
  );
  return rows.map(({ name }) => name).sort();
}

async function rowsOf(dataSource: DataSource): Promise<Record<string, unknown[]>> {
  const tables = await tablesOf(dataSource);
  const rows = tables.map(async (table): Promise<[string, unknown[]]> => [
    table,
    await dataSource.query(`SELECT t.*, t.xmin FROM ${table} t ORDER BY ctid`),
  ]);
  return Object.fromEntries(await Promise.all(rows));
}

async function emptyTablesOf(dataSource: DataSource): Promise<string[]> {
  const rows = Object.entries(await rowsOf(dataSource));
  return rows.filter(([, ofTable]) => ofTable.length === 0).map(([table]) => table);
}

/** Changes with every DDL statement, even when the schema stays the same. */
async function filesOf(dataSource: DataSource): Promise<unknown[]> {
  return dataSource.query(
    `SELECT oid, relname, relfilenode, xmin FROM pg_class
     WHERE relnamespace = 'public'::regnamespace ORDER BY oid`,
  );
}

/** Columns, indexes, constraints, triggers and functions as PostgreSQL prints them. */
async function schemaOf(dataSource: DataSource): Promise<unknown[]> {
  return dataSource.query(
    `SELECT table_name || '.' || column_name AS name,
       concat_ws(' ', data_type, udt_name, datetime_precision, is_nullable, column_default) AS text
     FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL
     SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL
     SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
     UNION ALL
     SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL
     SELECT proname, pg_get_functiondef(oid) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
     ORDER BY name, text`,
  );
}
