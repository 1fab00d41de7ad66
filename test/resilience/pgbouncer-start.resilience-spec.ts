import { beforeAll, describe, expect, it } from '@jest/globals';
import { newDataDir, ServiceProcess } from '../support/service-process.js';
import { PgBouncer } from './support/pgbouncer.js';
import { PostgresServer } from './support/postgres-server.js';

describe('a start behind PgBouncer', () => {
  let server: PostgresServer;
  let transactions: PgBouncer;

  beforeAll(async () => {
    server = await PostgresServer.start();
    transactions = await PgBouncer.start(server, { mode: 'transaction' });
  });

  const spawn = async (env: Record<string, string>) =>
    ServiceProcess.spawn(await newDataDir(), { env });

  async function expectOneSentence(env: Record<string, string>, sentence: string): Promise<void> {
    const service = await spawn(env);
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.output.trimEnd()).toBe(sentence);
  }

  async function expectNoTables(): Promise<void> {
    const [{ count }] = await server.query<{ count: string }>(
      `SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(count).toBe('0');
  }

  it.each([
    ['uses the last connection first', '', 3],
    ['takes turns between connections', 'server_round_robin = 1', 3],
    ['has one connection', 'default_pool_size = 1', 1],
  ])(
    'is refused in transaction mode without a direct URL: a pooler that %s',
    async (_, settings, connections) => {
      const bouncer = await PgBouncer.start(server, { mode: 'transaction', settings });
      await bouncer.fill(connections);
      await expectOneSentence(
        { DATABASE_URL: bouncer.url },
        'DATABASE_URL leads to a connection pooler that does not keep sessions, such as PgBouncer with pool_mode = transaction; set DATABASE_DIRECT_URL to a URL of the same database that leads past the pooler.',
      );
      await expectNoTables();
    },
  );

  it('is refused when the direct URL leads to such a pooler', async () => {
    await expectOneSentence(
      { DATABASE_URL: transactions.url, DATABASE_DIRECT_URL: transactions.url },
      'DATABASE_DIRECT_URL leads to a connection pooler that does not keep sessions; it must lead past the pooler.',
    );
    await expectNoTables();
  });

  it('is refused when the direct URL leads to another database of the server', async () => {
    await server.query('CREATE DATABASE other');
    await expectOneSentence(
      {
        DATABASE_URL: transactions.url,
        DATABASE_DIRECT_URL: server.url.replace(/postgres$/, 'other'),
      },
      'DATABASE_DIRECT_URL and DATABASE_URL lead to different databases.',
    );
    await expectNoTables();
  });

  it('is refused when the direct URL leads to another server', async () => {
    const other = await PostgresServer.start();
    await expectOneSentence(
      { DATABASE_URL: transactions.url, DATABASE_DIRECT_URL: other.url },
      'DATABASE_DIRECT_URL and DATABASE_URL lead to different databases.',
    );
    await expectNoTables();
  });
});
