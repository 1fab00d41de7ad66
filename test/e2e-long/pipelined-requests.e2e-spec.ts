import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MetricsServer } from '../../src/platform/metrics/metrics.server.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { Api } from '../support/api.js';
import { exchangeText } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const SESSION_TTL_MS = 43_200_000;

describe('requests that a client sends before it has read a response', () => {
  let app: TestApp;
  let owner: TestUser;
  let metrics: Api;

  beforeAll(async () => {
    app = await TestApp.start({ env: { METRICS_PORT: '0' } });
    const url = await app.nest.get(MetricsServer).listen({ host: '127.0.0.1', port: 0 });
    metrics = new Api(new URL(url).origin);
    owner = await createUser(app);
  });

  afterAll(() => app.close());

  const request = (line: string, headers: string[], body = '') =>
    [`${line} HTTP/1.1`, 'Host: tokens.test', ...headers, '', body].join('\r\n');

  const statusesIn = (text: string) =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

  const authorization = () => `Authorization: Bearer ${owner.session}`;

  function login(): string {
    const body = JSON.stringify({ username: owner.username, password: PASSWORD });
    const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`];
    return request('POST /api/auth/login', headers, body);
  }

  async function disconnectedClients(): Promise<number> {
    const { text } = await metrics.get('/metrics');
    return Number(/^pipelined_connections_closed_total (\d+)$/m.exec(text)?.[1]);
  }

  it('are handled one after another', async () => {
    const { id } = await createToken(app, { owner });
    // A login takes longer than a revocation.
    const text = await exchangeText(
      app.api.url,
      login() + request(`DELETE /api/tokens/${id}`, [authorization(), 'Connection: close']),
    );

    const [, expiresAt = ''] = /"expiresAt":"([^"]+)"/.exec(text) ?? [];
    const revoked = await owner.api.get(`/api/tokens/${id}`);
    expect(Date.parse(revoked.body.revokedAt)).toBeGreaterThanOrEqual(
      Date.parse(expiresAt) - SESSION_TTL_MS,
    );
  });

  it('are answered in their order', async () => {
    const targets = ['/api/auth/verify', '/api/nothing', '/api/auth/session', '/api/auth/verify'];
    const text = await exchangeText(
      app.api.url,
      [
        ...targets.map((target) => request(`GET ${target}`, [authorization()])),
        request('GET /api/tokens?limit=0', [authorization(), 'Connection: close']),
      ].join(''),
    );
    expect(statusesIn(text)).toEqual([200, 404, 200, 200, 400]);
  });

  it('see what the earlier ones have changed', async () => {
    const token = await createToken(app, { owner });
    expect((await token.api.get('/api/auth/verify')).status).toBe(200);
    const bearer = `Authorization: Bearer ${token.secret}`;
    const text = await exchangeText(
      app.api.url,
      request(`DELETE /api/tokens/${token.id}`, [authorization()]) +
        request('GET /api/auth/verify', [bearer]) +
        request('GET /api/nothing', ['Connection: close']),
    );
    expect(statusesIn(text)).toEqual([204, 401, 404]);
  });

  it.each([
    [32, 33],
    [33, 0],
  ])('%d may wait behind the first: %d responses', async (waiting, responses) => {
    const last = request('GET /api/nothing', ['Connection: close']);
    const requests = request('GET /api/nothing', []).repeat(waiting - 1) + last;
    const text = await exchangeText(app.api.url, login() + requests).catch(() => '');
    expect(text.match(/HTTP\/1\.1 \d+/g) ?? []).toHaveLength(responses);
  });

  it('are counted when there are too many', async () => {
    const before = await disconnectedClients();
    await exchangeText(app.api.url, request('GET /api/nothing', []).repeat(1_000)).catch(() => '');
    expect(await disconnectedClients()).toBe(before + 1);
  });
});
