import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const WRONG = 'wrong horse battery staple';
const WINDOW_SECONDS = 900;

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start({ env: { TRUST_PROXY: 'loopback' } });
});

afterAll(() => app.close());

afterEach(() => {
  jest.restoreAllMocks();
});

function from(address: string, { api } = app): Api {
  return api.with({ 'X-Forwarded-For': address });
}

function logIn(username: string, password: string, api = app.api): Promise<Answer> {
  return api.post('/api/auth/login', { username, password });
}

async function failTimes(times: number, username: string, api = app.api): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await logIn(username, WRONG, api)).status).toBe(401);
  }
}

function expectLimited(answer: Answer): void {
  expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests']);
  const seconds = Number(answer.headers.get('Retry-After'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(WINDOW_SECONDS);
  expect(answer.headers.get('Set-Cookie')).toBeNull();
}

/** Ends the window. The limiter reads the clock of the machine. */
async function endWindows(): Promise<void> {
  await app.dataSource.query('UPDATE rate_limits SET expire = expire - $1', [
    WINDOW_SECONDS * 1_000,
  ]);
}

describe.each([
  ['the addresses of one IPv6 network', (i: number) => `2001:db8::${i}`, '2001:db8:0:1::1'],
  ['one address with many ports', (i: number) => `203.0.113.9:${50_000 + i}`, '203.0.113.10'],
])('after 5 failures of one account from %s', (_what, addressOf, another) => {
  let username: string;

  beforeAll(async () => {
    ({ username } = await createUser(app));
    for (let i = 0; i < 5; i++) await failTimes(1, username, from(addressOf(i)));
  });

  it('the next login from there is refused', async () => {
    expectLimited(await logIn(username, PASSWORD, from(addressOf(5))));
  });

  it('the account can log in from elsewhere', async () => {
    expect((await logIn(username, PASSWORD, from(another))).status).toBe(200);
  });
});

describe('after 5 failures of one account from one address', () => {
  let username: string;

  beforeAll(async () => {
    ({ username } = await createUser(app));
    await failTimes(5, username);
  });

  it('the next login is refused, even with the right password, and nothing is compared', async () => {
    const compare = jest.spyOn(bcrypt, 'compare');

    const wrong = await expectNoChange(app, () => logIn(username, WRONG));
    const right = await expectNoChange(app, () => logIn(username, PASSWORD));

    expectLimited(wrong);
    expectLimited(right);
    expect({ ...right.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    expect(compare).not.toHaveBeenCalled();
  });

  it('another account can log in from this address', async () => {
    const other = await createUser(app);
    expect((await logIn(other.username, PASSWORD)).status).toBe(200);
  });

  it('the account can log in from another address', async () => {
    expect((await logIn(username, PASSWORD, from('203.0.113.7'))).status).toBe(200);
  });

  it('a restart does not reset it', async () => {
    const restarted = await startAppForTest({ database: app.database });

    expectLimited(await logIn(username, PASSWORD, restarted.api));
  });

  it('a client cannot evade it with a claimed address', async () => {
    const direct = await startAppForTest({ database: app.database });

    expectLimited(await logIn(username, PASSWORD, from('203.0.113.8', direct)));
  });

  it('the account can log in again when the window is over', async () => {
    await endWindows();

    expect((await logIn(username, PASSWORD)).status).toBe(200);
  });
});

describe('when no user has the name', () => {
  it('the 6th login is refused too', async () => {
    await failTimes(5, 'nobody-of-this-name');
    expectLimited(await logIn('nobody-of-this-name', WRONG));
  });
});

describe('a window that is over', () => {
  it('does not count in the next one', async () => {
    const { username } = await createUser(app);
    await failTimes(4, username);
    await endWindows();

    await failTimes(5, username);
    expectLimited(await logIn(username, PASSWORD));
  });
});

describe('a login that succeeds', () => {
  it('resets the count', async () => {
    const { username } = await createUser(app);
    await failTimes(4, username);
    expect((await logIn(username, PASSWORD)).status).toBe(200);

    await failTimes(4, username);
    expect((await logIn(username, PASSWORD)).status).toBe(200);
  });
});

describe('20 wrong guesses at once', () => {
  it('get no more answers than sequential guesses, and do not reveal a correct one', async () => {
    const { username } = await createUser(app);
    const firstFailure = Promise.withResolvers<undefined>();

    const guesses = Array.from({ length: 20 }, async () => {
      const answer = await logIn(username, WRONG);
      firstFailure.resolve(undefined);
      return answer;
    });
    await firstFailure.promise;
    const right = await logIn(username, PASSWORD);

    const answers = await Promise.all(guesses);
    const told = answers.filter(({ status }) => status === 401);
    const concurrentChecks = 3;
    expect(told.length).toBeGreaterThanOrEqual(5);
    expect(told.length).toBeLessThan(5 + concurrentChecks);
    for (const answer of [...answers, right]) {
      if (!told.includes(answer)) expectLimited(answer);
    }
  });
});

describe('20 right logins at once', () => {
  it('all succeed, and other requests get responses before they finish', async () => {
    const user = await createUser(app);
    const others = await Promise.all(Array.from({ length: 19 }, () => createUser(app)));
    const users = [user, ...others];
    let finished = 0;
    const logins = users.map(async ({ username }) => {
      const answer = await logIn(username, PASSWORD);
      finished++;
      return answer.status;
    });

    await Promise.race(logins);
    const statuses = [
      (await app.api.get('/health/live')).status,
      (await user.api.get('/api/auth/session')).status,
    ];
    expect(finished).toBeLessThan(20);

    expect(statuses).toEqual([200, 200]);
    expect(await Promise.all(logins)).toEqual(Array(20).fill(200));
  });
});
