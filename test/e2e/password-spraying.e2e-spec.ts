import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { FailedAuthentications } from '../../src/admission/rate-limits/failed-authentications.js';
import { generateSecret } from '../../src/admission/credentials/secret.js';
import { createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { putMachineClockAhead } from '../support/machine-clock.js';
import { countStatuses, expectLimited, expectStand } from '../support/rate-limit.js';
import { expectNoChange } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const LIMIT = 3;
const QUOTA = { policy: 'authentication', limit: LIMIT };
const WRONG = 'wrong horse battery staple';

let app: TestApp;
let user: TestUser;
let hosts = 0;

beforeAll(async () => {
  app = await TestApp.start({
    env: { TRUST_PROXY: 'loopback', AUTH_FAILURES_PER_MINUTE: String(LIMIT) },
  });
  user = await createUser(app);
});

afterAll(() => app.close());

afterEach(() => {
  jest.restoreAllMocks();
});

function from(address: string): Api {
  return app.api.with({ 'X-Forwarded-For': address });
}

/** From an address that no other test uses. */
function fromNewAddress(): Api {
  hosts++;
  return from(`203.0.113.${hosts}`);
}

function logIn(api: Api, username: string, password = WRONG): Promise<Answer> {
  return api.post('/api/auth/login', { username, password });
}

/** Each guess is for an account of its own. */
async function guessTimes(times: number, addressOf: (i: number) => Api): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await logIn(addressOf(i), `account-${i}`)).body.code).toBe('invalid_credentials');
  }
}

async function withoutGuesses(): Promise<Api> {
  const api = fromNewAddress();
  await guessTimes(LIMIT, () => api);
  return api;
}

describe('an address without guesses left', () => {
  it('is refused for another account, and no password is compared', async () => {
    const api = await withoutGuesses();
    const compare = jest.spyOn(bcrypt, 'compare');
    const { refused } = app.nest.get(FailedAuthentications);

    expectLimited(await expectNoChange(app, () => logIn(api, 'another-account')), QUOTA);

    expect(compare).not.toHaveBeenCalled();
    expect(app.nest.get(FailedAuthentications).refused).toBe(refused + 1);
  });

  it('is refused with the right password too, so that it learns nothing', async () => {
    const api = await withoutGuesses();

    const right = await expectNoChange(app, () => logIn(api, user.username, PASSWORD));
    const wrong = await logIn(api, user.username);

    expectLimited(right, QUOTA);
    expect({ ...right.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    expect(right.headers.get('Set-Cookie')).toBeNull();
  });

  it('is refused after 60 guesses at 60 accounts at once, of which the limit was answered', async () => {
    const api = fromNewAddress();

    // Fewer at once than passwords may wait.
    const rounds = [];
    for (let round = 0; round < 3; round++) {
      rounds.push(await countStatuses(20, (i) => logIn(api, `account-${round}-${i}`)));
    }

    expect(rounds[0]).toEqual({ 401: LIMIT, 429: 20 - LIMIT });
    expect(rounds.slice(1)).toEqual([{ 429: 20 }, { 429: 20 }]);
  });

  it('is refused in its whole IPv6 network, but not in the next one', async () => {
    await guessTimes(LIMIT, (i) => from(`2001:db8:1:2::${i + 1}`));

    expectLimited(await logIn(from('2001:db8:1:2:ffff::1'), user.username, PASSWORD), QUOTA);
    expect((await logIn(from('2001:db8:1:3::1'), user.username, PASSWORD)).status).toBe(200);
  });

  it('is refused when tokens were guessed as well', async () => {
    const api = fromNewAddress();
    await guessTimes(LIMIT - 1, () => api);
    const failed = await api.as(generateSecret('i5t_')).get('/api/auth/session');
    expectStand(failed, { ...QUOTA, left: 0 });

    expectLimited(await logIn(api, user.username, PASSWORD), QUOTA);
  });

  it('can use the sessions that it has', async () => {
    const api = await withoutGuesses();

    expect((await api.as(user.session).get('/api/auth/session')).status).toBe(200);
  });

  it('can log in when the minute is over', async () => {
    const api = await withoutGuesses();

    putMachineClockAhead(60);

    expect((await logIn(api, user.username, PASSWORD)).status).toBe(200);
  });
});

describe('an address with guesses left', () => {
  it('learns how many', async () => {
    const api = fromNewAddress();

    expectStand(await logIn(api, 'account'), { ...QUOTA, left: LIMIT - 1 });
    expectStand(await logIn(api, user.username), { ...QUOTA, left: LIMIT - 2 });
  });

  it('can log in, which does not count', async () => {
    const api = fromNewAddress();
    await guessTimes(LIMIT - 1, () => api);

    for (let i = 0; i < 2; i++) {
      expect((await logIn(api, user.username, PASSWORD)).status).toBe(200);
    }
    expectStand(await logIn(api, 'account'), { ...QUOTA, left: 0 });
  });
});

describe('failures from more networks than the service counts', () => {
  it('do not keep a new address from logging in', async () => {
    const failures = app.nest.get(FailedAuthentications);
    for (let i = 0; i < 50_000 + LIMIT; i++) {
      await failures.count(`2001:db8:ffff:${i.toString(16)}::1`).catch(() => undefined);
    }
    const token = generateSecret('i5t_');
    expectLimited(await fromNewAddress().as(token).get('/api/auth/session'), QUOTA);

    expect((await logIn(fromNewAddress(), user.username, PASSWORD)).status).toBe(200);
  });
});
