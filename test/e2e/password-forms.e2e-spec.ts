import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { User } from '../../src/identity/users/user.entity.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { expectInvalid } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const COMPOSED = 'p\u00E2t\u00E9 en cro\u00FBte';
const DECOMPOSED = COMPOSED.normalize('NFD');
const WITH_OTHER_SPACES = COMPOSED.replaceAll(' ', '\u00A0');
const COST = 4;

let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

afterEach(() => {
  jest.restoreAllMocks();
});

async function statusOfLogin({ username }: { username: string }, password: string) {
  return (await app.api.post('/api/auth/login', { username, password })).status;
}

async function userWith(password: string): Promise<TestUser> {
  const user = await createUser(app);
  const answer = await admin.api.patch(`/api/users/${user.username}`, { password });
  expect(answer.status).toBe(200);
  return user;
}

/** A user of version 0.2.0, which hashed the text as it was sent. */
async function oldUserWith(password: string): Promise<TestUser> {
  const user = await createUser(app);
  const passwordHash = await bcrypt.hash(password, COST);
  await app.dataSource.manager.update(User, { id: user.id }, { passwordHash });
  return user;
}

describe('a password is refused', () => {
  it.each([
    ['a tab', 'correct\thorse battery'],
    ['a character that Unicode does not define', 'correct horse \u0378 battery'],
  ])('with %s', async (_what, password) => {
    const create = () => admin.api.post('/api/users', { username: 'odd-password', password });
    const answer = await expectInvalid(app, create, ['password']);
    expect(answer.body.details[0].message).toContain('control characters');

    const change = () => admin.api.patch(`/api/users/${admin.username}`, { password });
    await expectInvalid(app, change, ['password']);
  });

  it('if it is too short in its normal form', async () => {
    const password = 'e\u0301'.repeat(5);
    expect(Buffer.byteLength(password)).toBeGreaterThan(12);
    const create = () => admin.api.post('/api/users', { username: 'short', password });
    await expectInvalid(app, create, ['password']);
  });

  it('at the login if it differs in more than its form', async () => {
    const user = await userWith(COMPOSED);
    expect(await statusOfLogin(user, COMPOSED.toUpperCase())).toBe(401);
    expect(await statusOfLogin(user, COMPOSED.replaceAll(' ', ''))).toBe(401);
    expect(await statusOfLogin(user, 'pate en croute')).toBe(401);
  });
});

describe('the same password in another form', () => {
  it.each([
    ['composed', COMPOSED],
    ['decomposed', DECOMPOSED],
    ['with other spaces', WITH_OTHER_SPACES],
  ])('works, when it was set %s', async (_form, password) => {
    const user = await userWith(password);
    for (const form of [COMPOSED, DECOMPOSED, WITH_OTHER_SPACES]) {
      expect(await statusOfLogin(user, form)).toBe(200);
    }
  });
});

describe('a hash of version 0.2.0', () => {
  it.each([
    ['a decomposed password', DECOMPOSED],
    ['other spaces', WITH_OTHER_SPACES],
    ['a tab', 'correct\thorse battery'],
  ])('of %s works with the password as it was set', async (_what, password) => {
    const user = await oldUserWith(password);
    expect(await statusOfLogin(user, password)).toBe(200);
  });

  it('of a composed password works in every form', async () => {
    const user = await oldUserWith(COMPOSED);
    for (const form of [COMPOSED, DECOMPOSED, WITH_OTHER_SPACES]) {
      expect(await statusOfLogin(user, form)).toBe(200);
    }
  });
});

describe('the number of comparisons', () => {
  it('depends on the password that is sent, not on the user', async () => {
    const user = await userWith(COMPOSED);
    const compare = jest.spyOn(bcrypt, 'compare');
    const countFor = async (username: string, password: string) => {
      compare.mockClear();
      await statusOfLogin({ username }, password);
      return compare.mock.calls.length;
    };
    for (const username of [user.username, 'nobody-at-all']) {
      expect(await countFor(username, COMPOSED)).toBe(1);
      expect(await countFor(username, DECOMPOSED)).toBe(2);
    }
  });
});
