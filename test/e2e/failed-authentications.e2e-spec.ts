import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InvalidationFeed } from '../../src/admission/cache/invalidation/invalidation-feed.js';
import { FailedAuthentications } from '../../src/admission/rate-limits/failed-authentications.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createToken } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { putMachineClockAhead } from '../support/machine-clock.js';
import { QueryWatch } from '../support/query-watch.js';
import {
  countStatuses,
  expectLimited,
  expectStand,
  expectUnmetered,
} from '../support/rate-limit.js';
import { expectNoChange } from '../support/refusal.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

const LIMIT = 5;
const QUOTA = { policy: 'authentication', limit: LIMIT };
const LOOK_UPS_PER_SECOND = 100;

let app: TestApp;
let queries: QueryWatch;
let user: TestUser;
let hosts = 0;

beforeAll(async () => {
  app = await TestApp.start({
    env: { TRUST_PROXY: 'loopback', AUTH_FAILURES_PER_MINUTE: String(LIMIT) },
  });
  queries = new QueryWatch(app);
  user = await createUser(app);
});

afterAll(() => app.close());

afterEach(() => {
  jest.restoreAllMocks();
});

/** An address that no other test uses. */
function newAddress(): string {
  hosts++;
  return `203.0.113.${hosts}`;
}

function from(address: string, api = app.api): Api {
  return api.with({ 'X-Forwarded-For': address });
}

function ask(api: Api): Promise<Answer> {
  return api.get('/api/auth/session');
}

function fail(api: Api): Promise<Answer> {
  return ask(api.as(generateSecret('i5t_')));
}

async function failTimes(times: number, api: Api): Promise<void> {
  for (let i = 0; i < times; i++) expect((await fail(api)).status).toBe(401);
}

async function overTheLimit(): Promise<Api> {
  const api = from(newAddress());
  await failTimes(LIMIT, api);
  return api;
}

/** In the past, so that it does not affect other tests. In milliseconds. */
function stopAtSecond(fromNow: number): number {
  const second = (Math.floor(Date.now() / 1_000) + fromNow) * 1_000;
  jest.spyOn(Date, 'now').mockReturnValue(second);
  return second;
}

describe('an address beyond the limit', () => {
  it.each<[string, (api: Api) => Api | Promise<Api>]>([
    ['an unknown token', (api) => api.as(generateSecret('i5t_'))],
    ['an unknown session', (api) => api.as(generateSecret('i5s_'))],
    [
      'an unknown session in the cookie',
      (api) => api.with({ Cookie: `assistant-tokens=${generateSecret('i5s_')}` }),
    ],
    ['garbage', (api) => api.as('garbage')],
    [
      'a revoked token',
      async (api) =>
        api.as(
          (await createToken(app, { owner: user, columns: { revokedAt: app.clock.now() } })).secret,
        ),
    ],
    [
      'an expired token',
      async (api) =>
        api.as(
          (await createToken(app, { owner: user, columns: { expiresAt: app.clock.now() } })).secret,
        ),
    ],
  ])('is refused with %s', async (_what, present) => {
    const api = await present(await overTheLimit());

    const answer = await expectNoChange(app, () => ask(api));

    expectLimited(answer, QUOTA);
    expect(answer.headers.get('WWW-Authenticate')).toBeNull();
  });

  it('can use a valid credential, which does not count as a failure', async () => {
    const api = await overTheLimit();
    const token = await createToken(app, { owner: user });

    expectUnmetered(await ask(api.as(token.secret)));
    expect((await ask(api.as(token.secret))).status).toBe(200);
    expect((await ask(api.as(user.session))).status).toBe(200);
  });

  it('gets 401 without a credential', async () => {
    const api = await overTheLimit();

    expect((await ask(api)).body.code).toBe('credential_required');
    expect((await ask(api.with({ Authorization: 'Basic YTpi' }))).status).toBe(401);
  });

  it('can use public routes', async () => {
    expect((await (await overTheLimit()).get('/api/rels/token')).status).toBe(200);
  });

  it('causes a bounded number of queries per second', async () => {
    const api = await overTheLimit();
    await fail(api); // The first one beyond the limit is what tells.
    const second = stopAtSecond(-10);

    const statements = await queries.during(async () => {
      const failures = LOOK_UPS_PER_SECOND + 50;
      expect(await countStatuses(failures, () => fail(api))).toEqual({ 429: failures });
    });
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThanOrEqual(LOOK_UPS_PER_SECOND);
    expect(await queries.during(() => fail(from(newAddress())))).toHaveLength(1);

    jest.spyOn(Date, 'now').mockReturnValue(second + 1_000);
    expect((await ask(api.as(user.session))).status).toBe(200);
  });

  it('can use credentials that were valid before, even while announcements are not received', async () => {
    const api = await overTheLimit();
    await fail(api);
    const { secret } = await createToken(app, { owner: user });
    await eventually(() => app.nest.get(InvalidationFeed).isCurrent);
    expect((await ask(api.as(secret))).status).toBe(200);
    jest.spyOn(app.nest.get(InvalidationFeed), 'isCurrent', 'get').mockReturnValue(false);
    stopAtSecond(-20);
    await countStatuses(LOOK_UPS_PER_SECOND + 50, () => fail(api));

    const statements = await queries.during(async () => {
      expect((await ask(api.as(secret))).status).toBe(200);
    });
    expect(statements).toHaveLength(1);
    const unseen = await createToken(app, { owner: user });
    expect((await ask(api.as(unseen.secret))).status).toBe(429);
  });

  it('gets 401 again when the minute is over', async () => {
    const api = await overTheLimit();
    expectLimited(await fail(api), QUOTA);

    putMachineClockAhead(60);

    expectStand(await fail(api), { ...QUOTA, left: LIMIT - 1 });
  });

  it('is the one that the trusted proxy reports, not the one that the client claims', async () => {
    const direct = await startAppForTest({
      database: app.database,
      env: { AUTH_FAILURES_PER_MINUTE: '2' },
    });
    for (let i = 0; i < 2; i++) await failTimes(1, from(newAddress(), direct.api));

    expectLimited(await fail(from(newAddress(), direct.api)), { ...QUOTA, limit: 2 });
    expect((await ask(direct.api.as(user.session))).status).toBe(200);
  });

  it('covers its whole IPv6 network, but not the next one', async () => {
    for (let i = 0; i < LIMIT; i++) await failTimes(1, from(`2001:db8:1:2::${i + 1}`));

    expectLimited(await fail(from('2001:db8:1:2:ffff::1')), QUOTA);
    expect((await fail(from('2001:db8:1:3::1'))).status).toBe(401);
  });

  it('is the same with any port, and in its IPv6 form', async () => {
    const address = newAddress();
    for (let i = 0; i < LIMIT; i++) await failTimes(1, from(`${address}:${50_000 + i}`));

    expectLimited(await fail(from(`::ffff:${address}`)), QUOTA);
  });
});

describe('an address below the limit', () => {
  it('gets the number of remaining failures', async () => {
    const api = from(newAddress());

    for (let left = LIMIT - 1; left >= 0; left--) {
      const answer = await fail(api);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
      expect(answer.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
      expectStand(answer, { ...QUOTA, left });
    }
  });

  it('is refused exactly beyond the limit when it fails many times at once', async () => {
    const api = from(newAddress());
    const { refused } = app.nest.get(FailedAuthentications);

    expect(await countStatuses(30, () => fail(api))).toEqual({ 401: LIMIT, 429: 30 - LIMIT });
    expect(app.nest.get(FailedAuthentications).refused).toBe(refused + 30 - LIMIT);
  });
});

describe('text that is not an address', () => {
  it('counts as one client, whatever it says', async () => {
    for (let i = 0; i < LIMIT; i++) await failTimes(1, from(`unknown-${i}`));

    expectLimited(await fail(from('unknown')), QUOTA);
    expect((await fail(from(newAddress()))).status).toBe(401);
  });
});

describe('without configuration', () => {
  it('100 failures per minute are allowed, and any number from this machine', async () => {
    const usual = await startAppForTest({
      database: app.database,
      env: { TRUST_PROXY: 'loopback' },
    });

    const remote = from(newAddress(), usual.api);
    expect(await countStatuses(105, () => ask(remote.as('none')))).toEqual({ 401: 100, 429: 5 });
    for (const address of ['127.0.0.1', '127.0.0.2', '::1']) {
      const local = from(address, usual.api);
      expect(await countStatuses(105, () => ask(local.as('none')))).toEqual({ 401: 105 });
      expectUnmetered(await ask(local.as('none')));
    }
  });
});

describe('with a limit of 0', () => {
  it('any number of failures is allowed', async () => {
    const open = await startAppForTest({
      database: app.database,
      env: { TRUST_PROXY: 'loopback', AUTH_FAILURES_PER_MINUTE: '0' },
    });
    const remote = from(newAddress(), open.api);

    expect(await countStatuses(150, () => ask(remote.as('none')))).toEqual({ 401: 150 });
  });
});
