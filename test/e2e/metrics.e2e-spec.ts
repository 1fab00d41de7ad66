import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MetricsServer } from '../../src/platform/metrics/metrics.server.js';
import { UsageRecorder } from '../../src/tokens/usage/recording/usage.recorder.js';
import { UsageRepository } from '../../src/tokens/usage/usage.repository.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { Api } from '../support/api.js';
import { rawRequest } from '../support/raw-request.js';
import { TestApp } from '../support/test-app.js';

const ANY_PORT = { host: '127.0.0.1', port: 0 };

describe('the metrics', () => {
  let app: TestApp;
  let admin: TestUser;
  let metrics: Api;

  beforeAll(async () => {
    app = await TestApp.start({ env: { METRICS_PORT: '0', DATABASE_POOL_SIZE: '5' } });
    admin = await createAdmin(app, { username: 'somebody-in-particular' });
    const url = await app.nest.get(MetricsServer).listen(ANY_PORT);
    metrics = new Api(new URL(url).origin);
  });

  afterAll(() => app.close());

  const scrape = async () => (await metrics.get('/metrics')).text;

  /** The value of one line, or undefined. */
  async function valueOf(line: string): Promise<number | undefined> {
    const found = (await scrape()).split('\n').find((each) => each.startsWith(`${line} `));
    return found === undefined ? undefined : Number(found.slice(line.length + 1));
  }

  /** The number of requests with these labels. */
  const countOf = async (method: string, route: string, status: string) =>
    (await valueOf(
      `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`,
    )) ?? 0;

  it('are not on the port of the API, for any caller', async () => {
    for (const api of [app.api, admin.api]) {
      for (const path of ['/metrics', '/api/metrics']) {
        expect((await api.get(path)).status).toBe(404);
      }
    }
  });

  it.each([
    ['GET', '/'],
    ['GET', '/metrics/'],
    ['GET', '/Metrics'],
    ['GET', '/api/auth/session'],
    ['GET', '/health/live'],
    ['POST', '/metrics'],
    ['DELETE', '/metrics'],
    ['OPTIONS', '/metrics'],
  ])('are the only resource on their port: %s %s is not found', async (method, path) => {
    const answer = await metrics.as(admin.session).call(method, path);

    expect(answer).toMatchObject({ status: 404, text: '' });
  });

  it('are in the text format of Prometheus', async () => {
    const answer = await metrics.get('/metrics?ignored=1');

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const lines = answer.text.trimEnd().split('\n');
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.length).toBeGreaterThan(50);
    for (const sample of samples) {
      expect(sample).toMatch(
        /^[a-z_\d]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (Nan|[-+.\de]+)$/,
      );
    }
    expect(new Set(samples.map((sample) => sample.split(' ')[0])).size).toBe(samples.length);
    expect((await metrics.call('HEAD', '/metrics')).text).toBe('');
  });

  it('count requests by route, method and class of status', async () => {
    const route = '/api/tokens/:id';
    const before = [
      await countOf('GET', route, '2xx'),
      await countOf('GET', route, '4xx'),
      await countOf('DELETE', route, '2xx'),
    ];
    const token = await createToken(app, { owner: admin });

    await admin.api.get(`/api/tokens/${token.id}`);
    await token.api.get('/api/tokens/self');
    await token.api.get('/api/tokens/unknown');
    await app.api.get('/api/tokens/self');
    await token.api.delete('/api/tokens/self');

    expect([
      await countOf('GET', route, '2xx'),
      await countOf('GET', route, '4xx'),
      await countOf('DELETE', route, '2xx'),
    ]).toEqual([Number(before[0]) + 2, Number(before[1]) + 2, Number(before[2]) + 1]);
    const ofRoute = `{method="GET",route="${route}",status="2xx"`;
    expect(await valueOf(`http_request_duration_seconds_bucket${ofRoute},le="+Inf"}`)).toBe(
      await countOf('GET', route, '2xx'),
    );
    expect(await valueOf(`http_request_duration_seconds_sum${ofRoute}}`)).toBeGreaterThan(0);
  });

  it('have one label for all paths and methods without a route', async () => {
    const before = await countOf('', 'unrouted', '4xx');

    for (const path of ['/made/up', '/api/made-up', '/api/tokens/a/b/c']) {
      await app.api.get(path);
      await admin.api.call('PUT', path);
    }
    await rawRequest(app.api.url, { method: 'PROPFIND', target: '/api/tokens' });

    expect(await countOf('', 'unrouted', '4xx')).toBe(before + 7);
    expect(await scrape()).not.toMatch(/made|PROPFIND|"PUT"/);
  });

  it('show how the pool is used', async () => {
    const runner = app.dataSource.createQueryRunner();
    const busy = 'database_pool_connections{state="busy"}';
    const before = (await valueOf(busy)) ?? NaN;
    await runner.connect();
    expect(await valueOf(busy)).toBe(before + 1);
    await runner.release();
    expect(await valueOf(busy)).toBe(before);
    expect(await valueOf('database_pool_waiting')).toBe(0);
    expect(await valueOf('database_pool_max_connections')).toBe(5);
  });

  it('show operations that wait for a connection', async () => {
    const runners = Array.from({ length: 6 }, () => app.dataSource.createQueryRunner());
    const connected = runners.map((runner) => runner.connect());
    await Promise.all(connected.slice(0, 5));
    expect(await valueOf('database_pool_waiting')).toBe(1);

    await runners[0]?.release();
    await connected[5];
    expect(await valueOf('database_pool_waiting')).toBe(0);
    for (const runner of runners.slice(1)) await runner.release();
  });

  it('show whether the usage of tokens is written', async () => {
    const recorder = app.nest.get(UsageRecorder);
    await app.flushUsage();
    expect(await valueOf('token_usage_pending')).toBe(0);
    expect(await valueOf('token_usage_failed_writes_total')).toBe(0);
    expect(await valueOf('token_usage_lost_requests_total')).toBe(0);

    jest.spyOn(app.nest.get(UsageRepository), 'add').mockRejectedValue(new Error('It is away.'));
    const token = await createToken(app, { owner: admin });
    await token.api.get('/api/auth/session');
    await expect(recorder.flush()).rejects.toThrow('It is away.');
    expect(await valueOf('token_usage_pending')).toBe(1);
    expect(await valueOf('token_usage_failed_writes_total')).toBeGreaterThan(0);

    jest.restoreAllMocks();
    await recorder.flush();
    expect(await valueOf('token_usage_pending')).toBe(0);
  });

  it('show refusals by limit, and whether limits are shared', async () => {
    const refused = 'rate_limit_refused_total{limit="credential"}';
    const before = Number(await valueOf(refused));
    const token = await createToken(app, { owner: admin, columns: { rateLimitPerMinute: 2 } });
    for (let n = 0; n < 5; n++) await token.api.get('/api/auth/session');

    expect(await valueOf(refused)).toBe(before + 3);
    expect(await valueOf('rate_limit_refused_total{limit="failed_authentication"}')).toBe(0);
    expect(await valueOf('rate_limit_counted_in_memory_total')).toBeGreaterThan(0);
    expect(await valueOf('rate_limit_degraded')).toBe(0);
  });

  it.each([
    'nodejs_eventloop_lag_seconds',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_start_time_seconds',
  ])('show the state of the process: %s', async (name) => {
    expect(await valueOf(name)).toEqual(expect.any(Number));
  });

  it('contain no secret, user, token or assistant, whatever the traffic', async () => {
    const assistant = await createAssistant(app, { ownerId: admin.username, slug: 'particular' });
    const token = await createToken(app, { owner: admin, assistant });
    await token.api.get(`/api/assistants/${assistant.naturalId}`);
    await token.api.get(`/api/tokens/${token.id}/usage`);
    await admin.api.get(`/api/users/${admin.username}`);
    await app.api.get(`/api/tokens/${token.secret}`);
    await app.api.get(`/${token.secret}?token=${token.secret}`);
    await token.api.call('PATCH', `/api/${admin.username}/${token.id}`);
    await app.api.post('/api/auth/login', { username: admin.username, password: token.secret });

    const text = await scrape();

    expect(text).toContain('route="/api/assistants/:id"');
    const secret = token.secret.slice(4, 20);
    for (const private_ of [secret, admin.username, token.id, assistant.id, 'particular', 'i5']) {
      expect(text).not.toContain(private_);
    }
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('are gone when the application has closed', async () => {
    const closing = await TestApp.start({ env: { METRICS_PORT: '0' }, database: app.database });
    const url = await closing.nest.get(MetricsServer).listen(ANY_PORT);
    expect((await fetch(url)).status).toBe(200);

    await closing.close();

    await expect(fetch(url)).rejects.toThrow();
  });
});
