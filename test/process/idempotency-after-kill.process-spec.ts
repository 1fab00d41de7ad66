import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Answer } from '../support/api.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';

const SLOW = 120_000;
const GATE = 1;

describe('a request with an Idempotency-Key', () => {
  let database: TestDatabase;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    client = new Client(database.url);
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const start = async () =>
    ServiceProcess.start(await newDataDir(), { env: { DATABASE_URL: database.url } });

  function issue({ api }: ServiceProcess, session: string): Promise<Answer> {
    return api
      .as(session)
      .with({ 'Idempotency-Key': 'one' })
      .post('/api/tokens', { type: 'personal' });
  }

  async function tokens(): Promise<string[]> {
    const { rows } = await client.query<{ id: string }>('SELECT id FROM tokens');
    return rows.map(({ id }) => id);
  }

  /** Every write of an answer waits until this client releases its lock or ends. */
  async function holdAnswers(): Promise<void> {
    await client.query(`
      SELECT pg_advisory_lock(${GATE});
      CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NEW; END $$;
      CREATE TRIGGER wait BEFORE UPDATE OF status ON idempotency_keys
        FOR EACH ROW EXECUTE FUNCTION wait()`);
  }

  /** PostgreSQL does not notice that the client of a waiting connection is gone. */
  async function letGo(): Promise<void> {
    await client.query(`
      SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted;
      SELECT pg_advisory_unlock(${GATE});
      DROP TRIGGER wait ON idempotency_keys;
      DROP FUNCTION wait()`);
  }

  describe('when the service is killed after it created the token', () => {
    it(
      'creates no second token when it is repeated',
      async () => {
        const killed = await start();
        const session = await killed.logIn();
        await holdAnswers();
        const lost = issue(killed, session).catch(() => 'no answer');
        await eventually(async () => (await tokens()).length === 1);
        await killed.end('SIGKILL');
        expect(await lost).toBe('no answer');
        await letGo();
        const made = await tokens();

        const service = await start();
        const early = await issue(service, session);
        expect(early).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
        await client.query('UPDATE idempotency_keys SET locked_until = created_at');
        const again = await issue(service, session);
        expect(again.status).toBe(201);
        expect(again.headers.get('Idempotency-Replayed')).toBe('true');
        expect([again.body.id]).toEqual(made);
        expect(again.body.token).toMatch(/^i5t_[0-9A-Za-z]{6}…$/);
        expect(await tokens()).toEqual(made);
        await service.end('SIGTERM');
      },
      SLOW,
    );
  });
});
