import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { digestOf } from '../../src/admission/credentials/secret.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { dumpDatabase } from '../support/database-rows.js';
import { holdComparisons, holdNextComparison } from '../support/held-comparison.js';
import { expectInvalid } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const DEFAULT_SESSION_TTL = 43_200;
const LONGEST_PASSWORD = 'p'.repeat(72);

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

function logIn(username: string, password = PASSWORD): Promise<Answer> {
  return app.api.post('/api/auth/login', { username, password });
}

async function countSessions(): Promise<number> {
  const [{ count }] = await app.dataSource.query('SELECT count(*)::int AS count FROM sessions');
  return count;
}

function withoutRequestId({ body }: Answer): object {
  return { ...body, requestId: undefined };
}

describe('a login that is refused', () => {
  const wrong = 'wrong horse battery staple';

  async function refused(username: string, password: string): Promise<Answer> {
    const sessions = await countSessions();
    const answer = await logIn(username, password);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Set-Cookie')).toBeNull();
    expect(await countSessions()).toBe(sessions);
    return answer;
  }

  it('gets the same response for a wrong password, an unknown user and a disabled one', async () => {
    const known = await createUser(app);
    const disabled = await createUser(app, { disabled: true });

    const answers = [
      await refused(known.username, wrong),
      await refused('nobody-of-this-name', PASSWORD),
      await refused('No natural id!', PASSWORD),
      await refused(disabled.username, PASSWORD),
    ];

    for (const answer of answers) {
      expect(withoutRequestId(answer)).toEqual({
        statusCode: 401,
        error: 'Unauthorized',
        message: 'The username or the password is wrong.',
        code: 'invalid_credentials',
      });
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="assistant-tokens"');
    }
  });

  it('costs one comparison of cost 12, whatever the username', async () => {
    const known = await createUser(app);
    const disabled = await createUser(app, { disabled: true });
    const compare = jest.spyOn(bcrypt, 'compare');

    for (const [username, password] of [
      [known.username, wrong],
      [known.username, `${LONGEST_PASSWORD}!`],
      ['nobody-of-this-name', wrong],
      ['No natural id!', wrong],
      [disabled.username, PASSWORD],
    ] as const) {
      compare.mockClear();
      await refused(username, password);
      expect(compare).toHaveBeenCalledTimes(1);
      expect(bcrypt.getRounds(compare.mock.calls[0]?.[1] ?? '')).toBe(12);
    }
  });

  it('is refused with more than 72 bytes of which the first 72 are correct', async () => {
    const username = 'long-password';
    const created = await admin.api.post('/api/users', { username, password: LONGEST_PASSWORD });
    expect(created.status).toBe(201);

    await refused(username, `${LONGEST_PASSWORD}!`);
    expect((await logIn(username, LONGEST_PASSWORD)).status).toBe(200);
  });

  it('counts those bytes in UTF-8', async () => {
    const username = 'long-umlauts';
    const password = 'ü'.repeat(36);
    await admin.api.post('/api/users', { username, password });

    await refused(username, `${password}ü`);
    expect((await logIn(username, password)).status).toBe(200);
  });

  it.each([
    ['no body', undefined, ['username', 'password']],
    ['no password', { username: 'ada' }, ['password']],
    ['a number as the password', { username: 'ada', password: 123_456_789_012 }, ['password']],
    ['null as the username', { username: null, password: PASSWORD }, ['username']],
    ['an unknown property', { username: 'ada', password: PASSWORD, admin: true }, ['admin']],
  ])('names what is wrong with %s', async (_what, body, fields) => {
    const request = () => app.api.post('/api/auth/login', body);
    const answer = await expectInvalid(app, request, fields);
    expect(answer.text).not.toContain(PASSWORD);
  });

  it('gets Retry-After if too many passwords from one network wait to be checked', async () => {
    const held = holdComparisons();
    const places = 25;
    const tooMany = 5;

    let refusals = 0;
    const allRefusals = Promise.withResolvers<undefined>();
    const answers = Array.from({ length: places + tooMany }, async (_, i) => {
      const answer = await logIn(`waiting-${i}`);
      if (answer.status === 503 && ++refusals === tooMany) allRefusals.resolve(undefined);
      return answer;
    });
    await allRefusals.promise;
    held.fail();

    const busy = (await Promise.all(answers)).filter(({ status }) => status !== 401);
    expect(busy).toHaveLength(tooMany);
    for (const answer of busy) {
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      expect(answer.headers.get('Retry-After')).toBe('5');
    }
    expect((await logIn('waiting-no-more')).status).toBe(401);
  });
});

describe('a login that succeeds', () => {
  it('returns exactly what the contract defines', async () => {
    const answer = await logIn(admin.username);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.body).toEqual({
      user: {
        username: admin.username,
        displayName: `The user ${admin.username}`,
        role: 'admin',
      },
      token: expect.stringMatching(/^i5s_[0-9A-Za-z]{42}$/),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const inSeconds = (Date.parse(answer.body.expiresAt) - app.clock.now().getTime()) / 1_000;
    expect(inSeconds).toBeGreaterThan(DEFAULT_SESSION_TTL - 60);
    expect(inSeconds).toBeLessThanOrEqual(DEFAULT_SESSION_TTL);
  });

  it('sets the same session as a cookie', async () => {
    const answer = await logIn(admin.username);
    const [pair, ...attributes] = answer.headers.getSetCookie().join().split('; ');

    expect(pair).toBe(`assistant-tokens=${answer.body.token}`);
    const expires = new Date(Math.floor(Date.parse(answer.body.expiresAt) / 1_000) * 1_000);
    expect(attributes.sort()).toEqual(
      ['Path=/', `Expires=${expires.toUTCString()}`, 'HttpOnly', 'Secure', 'SameSite=Lax'].sort(),
    );
    const byHeader = await app.api.as(answer.body.token).get('/api/auth/session');
    const byCookie = await app.api.with({ Cookie: pair ?? '' }).get('/api/auth/session');
    expect(byCookie.body).toEqual(byHeader.body);
    expect(byHeader.body.expiresAt).toBe(answer.body.expiresAt);
  });

  it('opens another session each time', async () => {
    const answers = await Promise.all([logIn(admin.username), logIn(admin.username)]);
    const sessions = await Promise.all(
      answers.map(({ body }) => app.api.as(body.token).get('/api/auth/session')),
    );
    expect(sessions.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set(sessions.map(({ body }) => body.tokenId)).size).toBe(2);
  });

  it('stores only the SHA-256 digest of the session', async () => {
    const { body } = await logIn(admin.username);

    const stored = await dumpDatabase(app);
    expect(stored).not.toContain(body.token);
    expect(stored).toContain(digestOf(body.token).toString('hex'));
  });
});

describe('a login while its user changes', () => {
  let other: TestApp;

  beforeAll(async () => {
    other = await TestApp.start({ database: app.database });
  });

  afterAll(() => other.close());

  async function logInWhile(user: TestUser, change: () => Promise<Answer>): Promise<Answer> {
    const held = holdNextComparison();
    const login = logIn(user.username);
    await held.begun;
    expect([200, 204]).toContain((await change()).status);
    held.release();
    return login;
  }

  function inOther({ session }: TestUser) {
    return other.api.as(session);
  }

  it('opens no session for a password that was changed in the meantime', async () => {
    const user = await createUser(app);

    const login = await logInWhile(user, () =>
      inOther(user).patch(`/api/users/${user.username}`, { password: 'the new password' }),
    );

    expect([login.status, login.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await logIn(user.username, 'the new password')).status).toBe(200);
  });

  it('opens no session for a user who was disabled in the meantime', async () => {
    const user = await createUser(app);
    const path = `/api/users/${user.username}`;

    const login = await logInWhile(user, () => inOther(admin).patch(path, { disabled: true }));

    expect([login.status, login.body.code]).toEqual([401, 'invalid_credentials']);
  });

  it('opens no session for a user who was deleted in the meantime', async () => {
    const user = await createUser(app);
    const path = `/api/users/${user.username}`;

    const login = await logInWhile(user, () => inOther(admin).delete(path));

    expect([login.status, login.body.code]).toEqual([401, 'invalid_credentials']);
  });

  it('opens no session of a new user with the same name', async () => {
    const user = await createUser(app);
    const { username } = user;

    const login = await logInWhile(user, async () => {
      await inOther(admin).delete(`/api/users/${username}`);
      await inOther(admin).post('/api/users', { username, password: 'another password' });
      return inOther(admin).get(`/api/users/${username}`);
    });

    expect([login.status, login.body.code]).toEqual([401, 'invalid_credentials']);
  });
});

describe('a session', () => {
  it('ends when its time is over', async () => {
    const { body } = await logIn(admin.username);
    const session = app.api.as(body.token);

    app.clock.advance({ seconds: DEFAULT_SESSION_TTL - 60 });
    expect((await session.get('/api/auth/session')).status).toBe(200);
    app.clock.advance({ seconds: 60 });
    const answer = await session.get('/api/auth/session');

    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      'Bearer realm="assistant-tokens", error="invalid_token"',
    );
  });

  it('lasts for SESSION_TTL', async () => {
    const short = await startAppForTest({ database: app.database, env: { SESSION_TTL: '60' } });
    const login = { username: admin.username, password: PASSWORD };
    const { body } = await short.api.post('/api/auth/login', login);
    const session = short.api.as(body.token);

    expect((await session.get('/api/auth/session')).status).toBe(200);
    short.clock.advance({ seconds: 60 });
    expect((await session.get('/api/auth/session')).status).toBe(401);
  });

  describe('when it is logged out', () => {
    it('ends immediately, and the others stay', async () => {
      const user = await createUser(app);
      const ended = app.api.as(await createSession(app, user.id));
      const kept = app.api.as(await createSession(app, user.id));

      const answer = await ended.post('/api/auth/logout');

      expect([answer.status, answer.text]).toEqual([204, '']);
      expect((await ended.get('/api/auth/session')).status).toBe(401);
      expect((await ended.post('/api/auth/logout')).status).toBe(401);
      expect((await kept.get('/api/auth/session')).status).toBe(200);
      expect((await user.api.get('/api/auth/session')).status).toBe(200);
    });

    it('deletes the cookie', async () => {
      const user = await createUser(app);
      const cookie = {
        Cookie: `assistant-tokens=${user.session}`,
        'Sec-Fetch-Site': 'same-origin',
      };

      const answer = await app.api.with(cookie).post('/api/auth/logout');

      expect(answer.status).toBe(204);
      expect(answer.headers.get('Set-Cookie')).toMatch(
        /^assistant-tokens=; .*Expires=Thu, 01 Jan 1970/,
      );
      expect((await user.api.get('/api/auth/session')).status).toBe(401);
    });
  });

  it('cannot be ended with a token of its user', async () => {
    const user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const tokens = [
      await createToken(app, { owner: user }),
      await createToken(app, { owner: user, assistant }),
    ];

    for (const token of tokens) {
      const answer = await token.api.post('/api/auth/logout');
      expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
    }
    expect((await user.api.get('/api/auth/session')).status).toBe(200);
  });
});

describe('reading the principal', () => {
  const curies = [{ name: 'inf', href: '/api/rels/{rel}', templated: true }];
  const self = { href: '/api/auth/session' };

  it('requires a credential', async () => {
    const answer = await app.api.get('/api/auth/session');

    expect([answer.status, answer.body.code]).toEqual([401, 'credential_required']);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer realm="assistant-tokens"');
  });

  it('shows a session its user, without limits', async () => {
    const user = await createUser(app, { seat: false });

    const { status, body } = await user.api.get('/api/auth/session');

    expect(status).toBe(200);
    expect(body).toEqual({
      username: user.username,
      displayName: `The user ${user.username}`,
      role: 'member',
      type: 'session',
      tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      assistantId: null,
      readOnly: false,
      seat: false,
      permissions: ['assistants:create', 'tokens:create'],
      expiresAt: expect.stringMatching(/Z$/),
      _links: {
        self,
        'inf:log-out': { href: '/api/auth/logout' },
        'inf:user': { href: `/api/users/${user.username}` },
        curies,
      },
    });
  });

  it('shows an admin all permissions, whatever is stored', async () => {
    const { api } = await createAdmin(app, { permissions: [] });

    const { body } = await api.get('/api/auth/session');

    expect(body.permissions).toEqual([
      'assistants:create',
      'tokens:create',
      'tokens:introspect',
      'tokens:find',
      'audit:read',
    ]);
  });

  it('shows a personal token its user and its own limits', async () => {
    const owner = await createUser(app, { permissions: ['tokens:introspect'] });
    const expiresAt = new Date(app.clock.now().getTime() + 60_000);
    const token = await createToken(app, { owner, columns: { readOnly: true, expiresAt } });

    const { status, body } = await token.api.get('/api/auth/session');

    expect(status).toBe(200);
    expect(body).toEqual({
      username: owner.username,
      displayName: `The user ${owner.username}`,
      role: 'member',
      type: 'personal',
      tokenId: token.id,
      assistantId: null,
      readOnly: true,
      seat: true,
      permissions: ['tokens:introspect'],
      expiresAt: expiresAt.toISOString(),
      _links: {
        self,
        'inf:user': { href: `/api/users/${owner.username}` },
        'inf:token': { href: `/api/tokens/${token.id}` },
        curies,
      },
    });
  });

  it('shows an assistant token its assistant, and no permission of its user', async () => {
    const owner = await createAdmin(app);
    const assistant = await createAssistant(app, { ownerId: owner.username });
    const token = await createToken(app, { owner, assistant });

    const { status, body } = await token.api.get('/api/auth/session');

    expect(status).toBe(200);
    expect(body).toEqual({
      username: owner.username,
      displayName: `The user ${owner.username}`,
      role: 'admin',
      type: 'assistant',
      tokenId: token.id,
      assistantId: assistant.naturalId,
      readOnly: false,
      seat: true,
      permissions: [],
      expiresAt: null,
      _links: {
        self,
        'inf:token': { href: `/api/tokens/${token.id}` },
        'inf:assistant': { href: `/api/assistants/${assistant.naturalId}` },
        curies,
      },
    });
  });
});
