import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import {
  endEverything,
  eventually,
  newDataDir,
  ServiceProcess,
} from '../support/service-process.js';
import { issueTokens } from '../support/issued-tokens.js';
import { PostgresServer } from './support/postgres-server.js';

describe('a database that accepts no writes', () => {
  let server: PostgresServer;
  let service: ServiceProcess;
  let session: Api;
  let bearer: Api;

  beforeAll(async () => {
    server = await PostgresServer.start();
    service = await ServiceProcess.start(await newDataDir(), { env: { DATABASE_URL: server.url } });
    session = service.api.as(await service.logIn());
    const [token] = await issueTokens(session, 1);
    bearer = service.api.as(token?.value ?? '');
    await check();
  });

  afterAll(endEverything);

  const ready = async () => (await service.api.get('/health/ready')).status;
  const check = async () => (await bearer.get('/api/auth/session')).status;
  const write = () => session.post('/api/tokens', { type: 'personal' });

  async function expectWritesRefused(): Promise<void> {
    const { status, body, headers } = await write();
    expect([status, (body as { code: string }).code]).toEqual([503, 'unavailable']);
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await ready()).toBe(503);
    expect((await service.api.get('/health/live')).status).toBe(200);
  }

  async function expectEverythingWorks(): Promise<void> {
    await eventually(async () => (await ready()) === 200);
    await eventually(async () => (await write()).status === 201);
    expect(await check()).toBe(200);
  }

  it('gets 503 for writes while it is read-only, checks go on, and it recovers', async () => {
    await server.configure('default_transaction_read_only = on');
    await server.reload();
    await eventually(async () => (await ready()) === 503);
    await expectWritesRefused();
    expect(await check()).toBe(200);
    await server.configure('default_transaction_read_only = off');
    await server.reload();
    await expectEverythingWorks();
  });

  it('gets 503 while it is in recovery, because it may lag, and recovers', async () => {
    await server.demote();
    await eventually(async () => (await check()) === 503);
    await expectWritesRefused();
    await server.promote();
    await expectEverythingWorks();
  });
});
