import net from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { WindowCounter } from '../../src/admission/rate-limits/window-counter.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { countStatuses, expectLimited, expectStand } from '../support/rate-limit.js';
import { RedisServer } from '../support/redis-server.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

const LIMIT = 20;
const QUOTA = { policy: 'token', limit: LIMIT };
const LOST = 'Redis does not answer. This instance counts toward limits by itself.';
const FOUND = 'Redis answers again. All instances count toward limits together.';

let redis: RedisServer;
let one: TestApp;
let other: TestApp;
let owner: TestUser;
let linesBefore: Map<TestApp, number>;

beforeAll(async () => {
  redis = await RedisServer.start();
  const env = {
    REDIS_URL: redis.url,
    TRUST_PROXY: 'loopback',
    AUTH_FAILURES_PER_MINUTE: '5',
  };
  one = await TestApp.start({ env });
  other = await TestApp.start({ env, database: one.database });
  owner = await createUser(one);
});

afterAll(async () => {
  await other.close();
  await one.close();
  redis.resume();
  await redis.kill();
});

beforeEach(() => {
  linesBefore = new Map(apps().map((app) => [app, app.log.lines.length]));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await bringBack();
});

async function bringBack(): Promise<void> {
  redis.resume();
  await redis.kill();
  await redis.startAgain();
  await eventually(() => !apps().some(isDegraded));
}

function apps(): TestApp[] {
  return [one, other];
}

function isDegraded(app: TestApp): boolean {
  return app.nest.get(WindowCounter).degraded;
}

function limitedToken(rateLimitPerMinute = LIMIT): Promise<TestToken> {
  return createToken(one, { owner, columns: { rateLimitPerMinute } });
}

function ask(app: TestApp, { secret }: TestToken): Promise<Answer> {
  return app.api.as(secret).get('/api/auth/session');
}

function keyOf({ id }: TestToken): string {
  return `assistant-tokens:limits:credential:${id}`;
}

/** The log lines of the instance since the test started. */
function announcements(app: TestApp): unknown[] {
  const lines = app.log.lines.slice(linesBefore.get(app));
  return lines.map(({ msg }) => msg).filter((msg) => msg === LOST || msg === FOUND);
}

describe('two instances with one Redis', () => {
  it('together allow exactly as many requests as the limit of the token', async () => {
    const token = await limitedToken();

    const counts = await countStatuses(80, (index) => ask(index % 2 ? one : other, token));

    expect(counts).toEqual({ 200: LIMIT, 429: 80 - LIMIT });
    expectLimited(await ask(one, token), QUOTA);
    expectLimited(await ask(other, token), QUOTA);
  });

  it('report the remaining requests of both', async () => {
    const token = await limitedToken();

    expectStand(await ask(one, token), { ...QUOTA, left: LIMIT - 1 });
    expectStand(await ask(other, token), { ...QUOTA, left: LIMIT - 2 });
  });

  it('reset together when the minute is over', async () => {
    const token = await limitedToken(1);
    await ask(one, token);
    expectLimited(await ask(other, token), { policy: 'token', limit: 1 });

    await redis.ask('PEXPIRE', keyOf(token), '1');
    await eventually(async () => (await ask(other, token)).status === 200);
    expectLimited(await ask(one, token), { policy: 'token', limit: 1 });
  });

  it('count failed authentications from an address together', async () => {
    const fail = (app: TestApp) =>
      app.api
        .with({ 'X-Forwarded-For': '203.0.113.1' })
        .as(generateSecret('i5t_'))
        .get('/api/auth/session');

    const counts = await countStatuses(20, (index) => fail(index % 2 ? one : other));

    expect(counts).toEqual({ 401: 5, 429: 15 });
  });

  it('count failed logins from an address together, and no instance accepts the right password then', async () => {
    const logIn = (app: TestApp, username: string, password: string) =>
      app.api
        .with({ 'X-Forwarded-For': '203.0.113.2' })
        .post('/api/auth/login', { username, password });
    const guess = (index: number) =>
      logIn(index % 2 ? one : other, `account-${index}`, 'wrong horse battery staple');

    for (let i = 0; i < 5; i++) expect((await guess(i)).status).toBe(401);

    for (const app of apps()) {
      expect((await logIn(app, owner.username, PASSWORD)).status).toBe(429);
    }
    expect(await countStatuses(10, guess)).toEqual({ 429: 10 });
  });

  it('store only keys that expire in Redis, and no secrets', async () => {
    const token = await limitedToken();
    await ask(one, token);

    const keys = (await redis.ask('KEYS', '*')) as string[];
    expect(keys).toContain(keyOf(token));
    expect(keys.join()).not.toContain('i5t_');
    for (const key of keys) {
      expect(key).toMatch(/^assistant-tokens:limits:/);
      expect(await redis.ask('PTTL', key)).toBeGreaterThan(0);
    }
  });
});

describe('when Redis is killed', () => {
  it('requests continue, and each instance enforces the limit by itself and logs that once', async () => {
    const token = await limitedToken();
    expectStand(await ask(one, token), { ...QUOTA, left: LIMIT - 1 });
    const { countedInMemory } = one.nest.get(WindowCounter);

    await redis.kill();

    const answer = await ask(one, token);
    expect(answer.status).toBe(200);
    expectStand(answer, { ...QUOTA, left: LIMIT - 1 });
    expect(await countStatuses(60, () => ask(one, token))).toEqual({
      200: LIMIT - 1,
      429: 61 - LIMIT,
    });
    expect(await countStatuses(60, () => ask(other, token))).toEqual({
      200: LIMIT,
      429: 60 - LIMIT,
    });
    expect(apps().map(isDegraded)).toEqual([true, true]);
    expect(one.nest.get(WindowCounter).countedInMemory).toBe(countedInMemory + 61);

    expect(apps().map(announcements)).toEqual([[LOST], [LOST]]);
  });

  it('during requests, all get a response, and at most twice the limit is allowed', async () => {
    const token = await limitedToken();
    const requests = countStatuses(200, async (index) => {
      if (index === 100) await redis.kill();
      return ask(one, token);
    });

    const { 200: passed = 0, 429: refused = 0, ...others } = await requests;
    expect(others).toEqual({});
    expect(passed + refused).toBe(200);
    expect(passed).toBeGreaterThanOrEqual(LIMIT);
    expect(passed).toBeLessThanOrEqual(2 * LIMIT);
  });

  it('and restarted, limits are shared again', async () => {
    await redis.kill();
    await eventually(() => apps().every(isDegraded));

    await redis.startAgain();
    await eventually(() => !apps().some(isDegraded));

    const token = await limitedToken();
    const counts = await countStatuses(60, (index) => ask(index % 2 ? one : other, token));
    expect(counts).toEqual({ 200: LIMIT, 429: 60 - LIMIT });
    expect(apps().map(announcements)).toEqual([
      [LOST, FOUND],
      [LOST, FOUND],
    ]);
  });
});

describe('when Redis stalls', () => {
  it('requests are counted in memory, and together again when it continues', async () => {
    const token = await limitedToken();
    await ask(one, token);

    redis.stall();
    expect(await countStatuses(60, () => ask(one, token))).toEqual({ 200: LIMIT, 429: 60 - LIMIT });
    expect(isDegraded(one)).toBe(true);

    redis.resume();
    await eventually(() => !isDegraded(one));
    const fresh = await limitedToken();
    expectStand(await ask(one, fresh), { ...QUOTA, left: LIMIT - 1 });
    expectStand(await ask(other, fresh), { ...QUOTA, left: LIMIT - 2 });
  });

  it('it gets no more commands after it has delayed a request', async () => {
    const token = await limitedToken();
    await ask(one, token);
    redis.stall();
    await ask(one, token);

    for (let i = 0; i < 10; i++) expect((await ask(one, token)).status).toBe(200);

    redis.resume();
    await eventually(() => !isDegraded(one));
    expect(await redis.ask('GET', keyOf(token))).toBe('2');
  });

  it('for so long that its connections time out, instances reconnect', async () => {
    const connect = jest.spyOn(net, 'createConnection');
    redis.stall();
    await ask(one, await limitedToken());
    await eventually(() => connect.mock.calls.length >= apps().length);

    redis.resume();
    await eventually(() => !apps().some(isDegraded));
  });
});

describe('when Redis refuses writes', () => {
  it('limits are counted in memory until it accepts writes again, with one log line for each change', async () => {
    const token = await limitedToken();
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');

    expect(await countStatuses(60, () => ask(one, token))).toEqual({ 200: LIMIT, 429: 60 - LIMIT });
    const refused = await countErrors('OOM');
    await eventually(async () => (await countErrors('OOM')) > refused + 1);
    expect(isDegraded(one)).toBe(true);
    expect(announcements(one)).toEqual([LOST]);

    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    await eventually(() => !isDegraded(one));
    expect(announcements(one)).toEqual([LOST, FOUND]);
  });

  async function countErrors(code: string): Promise<number> {
    const statistics = String(await redis.ask('INFO', 'errorstats'));
    return Number(new RegExp(`errorstat_${code}:count=(\\d+)`).exec(statistics)?.[1] ?? 0);
  }
});

describe('an instance', () => {
  async function expectAlone(app: TestApp): Promise<void> {
    expect(isDegraded(app)).toBe(true);
    const token = await limitedToken();
    expect(await countStatuses(60, () => ask(app, token))).toEqual({ 200: LIMIT, 429: 60 - LIMIT });
    expect(announcements(app)).toEqual([LOST]);
  }

  function start(url = redis.url): Promise<TestApp> {
    return startAppForTest({ env: { REDIS_URL: url }, database: one.database });
  }

  it('starts without Redis while it is down, and connects later', async () => {
    await redis.kill();
    const app = await start();
    await expectAlone(app);

    await redis.startAgain();
    await eventually(() => !isDegraded(app));
    expect(announcements(app)).toEqual([LOST, FOUND]);
  });

  it('starts without Redis while it stalls', async () => {
    redis.stall();
    await expectAlone(await start());
  });

  it('starts without Redis if the password is wrong, and does not log the password', async () => {
    await redis.ask('CONFIG', 'SET', 'requirepass', 'right-password');
    await expectAlone(await start());
    const app = await start(redis.url.replace('//', '//:wrong-password@'));
    await expectAlone(app);

    const right = await start(redis.url.replace('//', '//:right-password@'));
    expect(isDegraded(right)).toBe(false);
    expect(app.log.text + right.log.text).not.toMatch(/wrong-password|right-password/);
  });

  it('counts in Redis from its first request', async () => {
    const app = await start();
    const token = await limitedToken();

    expectStand(await ask(app, token), { ...QUOTA, left: LIMIT - 1 });
    expectStand(await ask(one, token), { ...QUOTA, left: LIMIT - 2 });
    expect(announcements(app)).toEqual([]);
  });
});
