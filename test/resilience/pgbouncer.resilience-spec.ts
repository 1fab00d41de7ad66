import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Api } from '../support/api.js';
import { ModelServer } from '../support/model-server.js';
import { Probe } from '../support/probe.js';
import {
  endEverything,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { issueTokens } from '../support/issued-tokens.js';
import { PgBouncer, removeBouncers } from './support/pgbouncer.js';
import type { PoolMode } from './support/pgbouncer.js';
import { PostgresServer, removeServers } from './support/postgres-server.js';

/** The bound that the security model promises for any failure. */
const BOUND_MS = 3_000;
const MANY = 100;
const MANY_MS = 120_000;

describe.each<[PoolMode, string, string[]]>([
  // Each instance has up to 15 connections.
  ['session', 'default_pool_size = 40', []],
  // Fewer than the instances have, so that they share them.
  ['transaction', 'default_pool_size = 6', ['assistant-tokens-jobs', 'assistant-tokens-listener']],
])('the service behind PgBouncer in %s mode', (mode, settings, direct) => {
  let server: PostgresServer;
  let bouncer: PgBouncer;
  let model: ModelServer;
  let receiver: WebhookReceiver;
  let services: [ServiceProcess, ServiceProcess];
  let session: Api;

  beforeAll(async () => {
    server = await PostgresServer.start();
    bouncer = await PgBouncer.start(server, { mode, settings });
    model = await ModelServer.start();
    receiver = await WebhookReceiver.start();
    const env = {
      ...model.env,
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      DATABASE_URL: bouncer.url,
      ...(mode === 'transaction' && { DATABASE_DIRECT_URL: server.url }),
    };
    const start = async () => ServiceProcess.start(await newDataDir(), { env });
    services = [await start(), await start()];
    session = services[0].api.as(await services[0].logIn());
  }, MANY_MS);

  afterAll(async () => {
    await endEverything();
    await model.stop();
    await receiver.stop();
    await removeBouncers();
    await removeServers();
  });

  const statusOf = async ({ api }: ServiceProcess, value: string) =>
    (await api.as(value).get('/api/auth/session')).status;
  const ready = async ({ api }: ServiceProcess) => (await api.get('/health/ready')).status === 200;

  async function expectRevocationIsSeen(): Promise<void> {
    const [token] = await issueTokens(session, 1);
    const { id, value } = token as { id: string; value: string };
    const probes = services.map(({ api }) => new Probe(api.as(value)));
    await eventually(() => probes.every(({ accepted }) => accepted > 0));
    expect((await session.delete(`/api/tokens/${id}`)).status).toBe(204);
    const revokedAt = performance.now();
    await eventually(() => probes.every(({ refused }) => refused > 0));
    await Promise.all(probes.map((probe) => probe.stop()));
    const lateness = Math.max(...probes.map(({ lastAccepted }) => lastAccepted)) - revokedAt;
    expect(lateness).toBeLessThan(BOUND_MS);
    expect(probes.flatMap(({ others }) => others)).toEqual([]);
  }

  it('refuses a revoked token on both instances', async () => {
    await expectRevocationIsSeen();
  });

  it('answers chats and delivers events', async () => {
    await session.post('/api/assistants', { ownerId: 'admin', slug: 'chats', name: 'Chats' });
    await session.post('/api/assistants/admin:chats/webhooks', {
      url: receiver.url,
      events: ['token.created'],
    });
    const issued = await session.post('/api/tokens', {
      type: 'assistant',
      assistantId: 'admin:chats',
    });
    await receiver.receives(1);
    const chat = await services[1].api
      .as(issued.body.token as string)
      .post('/api/chats', { message: { role: 'user', content: 'Show me top deals' } });
    expect(chat.status).toBe(201);
  });

  it('serves many requests at once', async () => {
    const admins = await Promise.all(
      services.map(async (service) => service.api.as(await service.logIn())),
    );
    const issued = await Promise.all(
      Array.from({ length: MANY }, (_, i) =>
        (admins[i % 2] as Api).post('/api/tokens', { type: 'personal' }),
      ),
    );
    expect(issued.map(({ status }) => status)).toEqual(issued.map(() => 201));
    // The other instance does not know the token yet.
    const used = await Promise.all(
      issued.map(({ body }, i) =>
        statusOf(services[(i + 1) % 2] as ServiceProcess, body.token as string),
      ),
    );
    expect(used).toEqual(issued.map(() => 200));
  });

  it('ends a statement that waits for a lock for 15 seconds', async () => {
    const holder = new Client(server.url);
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE tokens');
    const refused = await session.post('/api/tokens', { type: 'personal' });
    await holder.end();
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    await eventually(() => services[0].output.includes('"57014"'));
    expect((await session.post('/api/tokens', { type: 'personal' })).status).toBe(201);
  });

  it('always receives announcements', () => {
    for (const { output } of services) expect(output).not.toContain('Not receiving announcements');
  });

  it('uses no direct connections but for listening and jobs', async () => {
    await bouncer.stop();
    await eventually(async () => JSON.stringify(await connections()) === JSON.stringify(direct));
    await bouncer.run();
  });

  it('recovers when PgBouncer has restarted', async () => {
    await eventually(async () => (await Promise.all(services.map(ready))).every(Boolean));
    await expectRevocationIsSeen();
  });

  async function connections(): Promise<string[]> {
    const rows = await server.query<{ name: string }>(
      `SELECT DISTINCT application_name AS name FROM pg_stat_activity
       WHERE application_name LIKE 'assistant-tokens%' ORDER BY name`,
    );
    return rows.map(({ name }) => name);
  }
});
