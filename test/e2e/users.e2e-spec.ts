import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createSession, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const ANOTHER_PASSWORD = 'another horse, another battery';

let app: TestApp;
let admin: TestUser;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

function pathOf({ username }: Pick<TestUser, 'username'>): string {
  return `/api/users/${username}`;
}

function logIn(username: string, password: string): Promise<Answer> {
  return app.api.post('/api/auth/login', { username, password });
}

describe('a member', () => {
  let member: TestUser;
  let other: TestUser;

  beforeAll(async () => {
    member = await createUser(app);
    other = await createUser(app);
  });

  it('cannot see other users', async () => {
    for (const { username } of [other, admin, { username: 'nobody-of-this-name' }]) {
      const path = `/api/users/${username}`;
      const answers = [
        await expectRefused(app, () => member.api.get(path), 404, 'not_found'),
        await expectRefused(
          app,
          () => member.api.patch(path, { displayName: 'x' }),
          404,
          'not_found',
        ),
        await expectRefused(app, () => member.api.patch(path, { role: 'admin' }), 404, 'not_found'),
        await expectRefused(app, () => member.api.delete(path), 404, 'not_found'),
      ];
      expect(new Set(answers.map(({ body }) => body.message))).toEqual(new Set(['No such user.']));
    }
    expect((await other.api.get('/api/auth/session')).status).toBe(200);
  });

  it('cannot list or create users', async () => {
    await expectRefused(app, () => member.api.get('/api/users'), 403, 'forbidden');
    const body = { username: 'made-by-a-member', password: PASSWORD };
    await expectRefused(app, () => member.api.post('/api/users', body), 403, 'forbidden');
  });

  it.each([
    ['its role', { role: 'admin' }],
    ['its role, to what it is', { role: 'member' }],
    ['its permissions', { permissions: ['audit:read'] }],
    ['whether it is disabled', { disabled: false }],
    ['its role beside its name', { displayName: 'Someone', role: 'admin' }],
  ])('cannot change %s', async (_what, body) => {
    await expectRefused(app, () => member.api.patch(pathOf(member), body), 403, 'forbidden');
  });

  it('reads itself', async () => {
    const { status, body } = await member.api.get(pathOf(member));

    expect(status).toBe(200);
    expect(body).toEqual({
      username: member.username,
      displayName: `The user ${member.username}`,
      role: 'member',
      permissions: ['assistants:create', 'tokens:create'],
      seat: true,
      disabled: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      _links: {
        self: { href: pathOf(member) },
        edit: { href: pathOf(member) },
        'inf:delete': { href: pathOf(member) },
        'inf:usage': { href: `${pathOf(member)}/usage` },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
  });

  it('changes its display name and nothing else', async () => {
    const before = (await member.api.get(pathOf(member))).body;
    app.clock.advance({ seconds: 1 });

    const answer = await member.api.patch(pathOf(member), { displayName: 'Grace Hopper' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      displayName: 'Grace Hopper',
      updatedAt: answer.body.updatedAt,
    });
    expect(answer.body.updatedAt > before.updatedAt).toBe(true);
    const budget = { 'inf:budget': { href: `${pathOf(member)}/budget` } };
    expect((await admin.api.get(pathOf(member))).body).toEqual({
      ...answer.body,
      _links: { ...answer.body._links, ...budget },
    });
    expect((await member.api.get('/api/auth/session')).body.displayName).toBe('Grace Hopper');
  });

  it('keeps everything if the request changes nothing', async () => {
    const before = (await member.api.get(pathOf(member))).body;

    const { status, body } = await member.api.patch(pathOf(member), {});

    expect(status).toBe(200);
    expect({ ...body, updatedAt: before.updatedAt }).toEqual(before);
    expect((await logIn(member.username, PASSWORD)).status).toBe(200);
  });

  it('deletes itself', async () => {
    const leaver = await createUser(app);

    expect((await leaver.api.delete(pathOf(leaver))).status).toBe(204);
    expect((await leaver.api.get(pathOf(leaver))).status).toBe(401);
    expect((await admin.api.get(pathOf(leaver))).status).toBe(404);
  });
});

describe('creating a user', () => {
  function create(body: object): Promise<Answer> {
    return admin.api.post('/api/users', body);
  }

  it.each([
    ['11 bytes', 'p'.repeat(11)],
    ['73 bytes', 'p'.repeat(73)],
    ['74 bytes in 37 characters', 'ü'.repeat(37)],
    ['10 bytes in 5 characters', 'ü'.repeat(5)],
    ['no byte', ''],
  ])('refuses a password of %s and says the limit', async (_what, password) => {
    const answer = await expectInvalid(app, () => create({ username: 'short-or-long', password }), [
      'password',
    ]);
    expect(answer.body.details[0].message).toContain('12 to 72 bytes in UTF-8');
  });

  it.each([
    ['12 bytes', 'p'.repeat(12)],
    ['12 bytes in 3 characters', '\u{1F600}'.repeat(3)],
    ['72 bytes', 'p'.repeat(72)],
    ['72 bytes in 36 characters', 'ü'.repeat(36)],
  ])('accepts a password of %s', async (_what, password) => {
    const username = `password-of-${Buffer.byteLength(password)}-${password.length}`;

    expect((await create({ username, password })).status).toBe(201);
    expect((await logIn(username, password)).status).toBe(200);
    expect((await logIn(username, password.slice(0, -2))).status).toBe(401);
  });

  it.each(['', 'Ada', 'ada lovelace', '-ada', '.ada', 'ada:x', 'ada/x', 'ädä', 'a'.repeat(64)])(
    'refuses the username "%s"',
    async (username) => {
      await expectInvalid(app, () => create({ username, password: PASSWORD }), ['username']);
    },
  );

  it.each(['0', 'a.b_c-d', 'b'.repeat(63)])('takes the username "%s"', async (username) => {
    const answer = await create({ username, password: PASSWORD });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/api/users/${username}`);
    expect((await admin.api.get(`/api/users/${username}`)).body).toEqual(answer.body);
  });

  it('names all invalid fields together', async () => {
    const body = {
      username: 'Not An Id',
      displayName: '',
      password: 'short',
      role: 'owner',
      permissions: ['everything'],
      seat: true,
    };
    const answer = await expectInvalid(app, () => create(body), Object.keys(body));
    expect(answer.text).not.toContain('short"');
  });

  it.each(['username', 'displayName', 'password', 'role', 'permissions'])(
    'refuses null as %s',
    async (field) => {
      await expectInvalid(
        app,
        () => create({ username: 'nulls', password: PASSWORD, [field]: null }),
        [field],
      );
    },
  );

  it('gives a member the default permissions, no seat and its username as its name', async () => {
    const { status, body, text } = await create({ username: 'ada', password: PASSWORD });

    expect(status).toBe(201);
    expect(body).toEqual({
      username: 'ada',
      displayName: 'ada',
      role: 'member',
      permissions: ['assistants:create', 'tokens:create'],
      seat: false,
      disabled: false,
      createdAt: body.createdAt,
      updatedAt: body.createdAt,
      _links: {
        self: { href: '/api/users/ada' },
        edit: { href: '/api/users/ada' },
        'inf:delete': { href: '/api/users/ada' },
        'inf:usage': { href: '/api/users/ada/usage' },
        'inf:budget': { href: '/api/users/ada/budget' },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('$2b$');
  });

  it('uses the given values', async () => {
    const body = {
      username: 'grace',
      displayName: 'Grace Hopper',
      role: 'member',
      permissions: ['tokens:introspect'],
    };
    const answer = await create({ ...body, password: PASSWORD });

    expect(answer.body).toMatchObject(body);
    expect(
      (await create({ username: 'nothing', password: PASSWORD, permissions: [] })).body,
    ).toMatchObject({ permissions: [] });
  });

  it('creates an admin with all permissions', async () => {
    await create({ username: 'second-admin', password: PASSWORD, role: 'admin' });
    const { body } = await logIn('second-admin', PASSWORD);

    const session = await app.api.as(body.token).get('/api/auth/session');

    expect(session.body).toMatchObject({ role: 'admin', seat: false });
    expect(session.body.permissions).toEqual(
      expect.arrayContaining(['tokens:introspect', 'audit:read']),
    );
    expect((await app.api.as(body.token).get('/api/users')).status).toBe(200);
  });

  it('refuses an id that a user or team already has', async () => {
    const user = await createUser(app);
    const team = await createTeam(app);

    for (const username of [user.username, team]) {
      const body = { username, password: ANOTHER_PASSWORD };
      await expectRefused(app, () => create(body), 409, 'id_taken');
    }
    expect((await logIn(user.username, PASSWORD)).status).toBe(200);
  });

  it('gives an id to exactly one of 10 that ask for it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        i % 2 === 0
          ? create({ username: 'wanted', password: PASSWORD })
          : admin.api.post('/api/teams', { id: 'wanted', name: 'Wanted' }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const found = await Promise.all(
      ['/api/users/wanted', '/api/teams/wanted'].map((path) => admin.api.get(path)),
    );
    expect(found.map(({ status }) => status).sort()).toEqual([200, 404]);
  });
});

describe('an admin', () => {
  it('lists all users by username, with their seats', async () => {
    const lister = await startAppForTest();
    const root = await createAdmin(lister, { username: 'root' });
    await createUser(lister, { username: 'bob', seat: false });
    await createUser(lister, { username: 'alice', disabled: true });

    const { body } = await root.api.get('/api/users');

    expect(body).toMatchObject({ start: 0, count: 3, total: 3 });
    const users = body._embedded['inf:user'] as Record<string, unknown>[];
    expect(users.map(({ username, seat, disabled }) => [username, seat, disabled])).toEqual([
      ['alice', true, true],
      ['bob', false, false],
      ['root', true, false],
    ]);
    const { body: bob } = await root.api.get('/api/users/bob');
    delete bob._links.curies;
    expect(users[1]).toEqual(bob);
  });

  it('changes everything of another user', async () => {
    const user = await createUser(app);
    const changes = {
      displayName: 'Somebody else',
      role: 'admin',
      permissions: ['audit:read'],
      disabled: true,
    };

    const { status, body } = await admin.api.patch(pathOf(user), changes);

    expect(status).toBe(200);
    expect(body).toMatchObject({ username: user.username, ...changes });
    expect((await admin.api.get(pathOf(user))).body).toEqual(body);
  });

  it.each(['displayName', 'password', 'role', 'permissions', 'disabled'])(
    'does not set %s to null',
    async (field) => {
      const user = await createUser(app);
      await expectInvalid(app, () => admin.api.patch(pathOf(user), { [field]: null }), [field]);
    },
  );

  it('cannot rename a user', async () => {
    const user = await createUser(app);
    await expectInvalid(
      app,
      () => admin.api.patch(pathOf(user), { username: 'renamed', seat: false }),
      ['username', 'seat'],
    );
  });

  it('gets 404 for an unknown user', async () => {
    for (const username of ['nobody-of-this-name', 'No natural id']) {
      const path = `/api/users/${encodeURIComponent(username)}`;
      await expectRefused(app, () => admin.api.get(path), 404, 'not_found');
      await expectRefused(app, () => admin.api.patch(path, { disabled: true }), 404, 'not_found');
      await expectRefused(app, () => admin.api.delete(path), 404, 'not_found');
    }
  });

  it('takes the role away immediately', async () => {
    const demoted = await createAdmin(app);

    await admin.api.patch(pathOf(demoted), { role: 'member', permissions: [] });

    await expectRefused(app, () => demoted.api.get('/api/users'), 403, 'forbidden');
    await expectRefused(app, () => demoted.api.get(pathOf(admin)), 404, 'not_found');
    await expectRefused(
      app,
      () => demoted.api.post('/api/assistants', { slug: 'x', name: 'x' }),
      403,
      'forbidden',
    );
  });
});

describe('a new password', () => {
  it('cannot be set with a personal token', async () => {
    const user = await createUser(app);
    const own = await createToken(app, { owner: user });
    const ofAdmin = await createToken(app, { owner: admin });
    const bodies = [
      { password: ANOTHER_PASSWORD },
      { password: ANOTHER_PASSWORD, displayName: 'Someone' },
    ];

    for (const body of bodies) {
      for (const { api } of [own, ofAdmin]) {
        const request = () => api.patch(pathOf(user), body);
        const answer = await expectRefused(app, request, 403, 'insufficient_scope');
        expect(answer.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
      }
    }
    expect((await logIn(user.username, PASSWORD)).status).toBe(200);
  });

  it.each(['p'.repeat(11), 'p'.repeat(73), 'ü'.repeat(37)])('is not "%s"', async (password) => {
    const user = await createUser(app);
    const answer = await expectInvalid(app, () => user.api.patch(pathOf(user), { password }), [
      'password',
    ]);
    expect(answer.body.details[0].message).toContain('12 to 72 bytes in UTF-8');
  });

  it('ends all other sessions of the user and keeps this one', async () => {
    const user = await createUser(app);
    const others = [await createSession(app, user.id), await createSession(app, user.id)];
    const bystander = await createUser(app);

    const answer = await user.api.patch(pathOf(user), { password: ANOTHER_PASSWORD });

    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(ANOTHER_PASSWORD);
    expect((await user.api.get('/api/auth/session')).status).toBe(200);
    expect((await bystander.api.get('/api/auth/session')).status).toBe(200);
    for (const secret of others) {
      expect((await app.api.as(secret).get('/api/auth/session')).status).toBe(401);
    }
    expect((await logIn(user.username, PASSWORD)).status).toBe(401);
    expect((await logIn(user.username, ANOTHER_PASSWORD)).status).toBe(200);
  });

  it('from an admin ends all sessions of the user and none of the admin', async () => {
    const user = await createUser(app);
    const second = app.api.as(await createSession(app, user.id));

    await admin.api.patch(pathOf(user), { password: ANOTHER_PASSWORD });

    expect((await user.api.get('/api/auth/session')).status).toBe(401);
    expect((await second.get('/api/auth/session')).status).toBe(401);
    expect((await admin.api.get('/api/auth/session')).status).toBe(200);
    expect((await logIn(user.username, ANOTHER_PASSWORD)).status).toBe(200);
  });
});

describe('a user that is disabled', () => {
  it('is refused immediately with every session and token, until it is enabled again', async () => {
    const user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const tokens = [
      (await createToken(app, { owner: user })).api,
      (await createToken(app, { owner: user, assistant })).api,
    ];
    for (const api of [user.api, ...tokens]) {
      expect((await api.get('/api/auth/session')).status).toBe(200);
    }

    await admin.api.patch(pathOf(user), { disabled: true });
    for (const api of [user.api, ...tokens]) {
      const answer = await api.get('/api/auth/session');
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    }
    expect((await logIn(user.username, PASSWORD)).status).toBe(401);

    await admin.api.patch(pathOf(user), { disabled: false });
    expect((await user.api.get('/api/auth/session')).status).toBe(401);
    for (const api of tokens) expect((await api.get('/api/auth/session')).status).toBe(200);
    expect((await logIn(user.username, PASSWORD)).status).toBe(200);
  });
});

describe('a user that is deleted', () => {
  it('is deleted with its sessions, tokens and assistants, and the tokens for these', async () => {
    const user = await createUser(app);
    const other = await createUser(app);
    const shared = await createAssistant(app, { ownerId: user.username, shared: true });
    const foreign = await createAssistant(app, { ownerId: other.username, shared: true });
    const refused = [
      user.api,
      (await createToken(app, { owner: user })).api,
      (await createToken(app, { owner: user, assistant: shared })).api,
      (await createToken(app, { owner: user, assistant: foreign })).api,
      (await createToken(app, { owner: other, assistant: shared })).api,
    ];
    const kept = await createToken(app, { owner: other, assistant: foreign });

    expect((await admin.api.delete(pathOf(user))).status).toBe(204);

    for (const api of refused) {
      const answer = await api.get('/api/auth/session');
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    }
    expect((await kept.api.get('/api/auth/session')).status).toBe(200);
    expect((await other.api.get(`/api/assistants/${shared.id}`)).status).toBe(404);
    expect((await other.api.get(`/api/assistants/${foreign.id}`)).status).toBe(200);
    await expectRefused(app, () => admin.api.get(pathOf(user)), 404, 'not_found');
    await expectRefused(app, () => admin.api.delete(pathOf(user)), 404, 'not_found');
    expect((await logIn(user.username, PASSWORD)).status).toBe(401);
  });

  it('is deleted once by 5 requests at once', async () => {
    const user = await createUser(app);

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admin.api.delete(pathOf(user))),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });

  describe('when another user gets the name', () => {
    const username = 'eve';
    let former: TestUser;
    let successor: TestUser['api'];
    let formerApis: TestUser['api'][];
    let teamAssistant: { id: string };
    let formerAssistant: { id: string };
    let formerToken: { id: string };

    beforeAll(async () => {
      former = await createUser(app, { username });
      const team = await createTeam(app, [[former, 'admin']], 'team-of-eve');
      teamAssistant = await createAssistant(app, { ownerId: team });
      const own = await createAssistant(app, { ownerId: username, slug: 'helper', shared: true });
      const personal = await createToken(app, { owner: former });
      const assistant = await createToken(app, { owner: former, assistant: own });
      formerAssistant = own;
      formerToken = personal;
      formerApis = [former.api, personal.api, assistant.api];
      await admin.api.delete(pathOf({ username }));
      await admin.api.post('/api/users', { username, password: ANOTHER_PASSWORD });
      const { body } = await logIn(username, ANOTHER_PASSWORD);
      successor = app.api.as(body.token);
    });

    it('no credential of the former user gives access', async () => {
      for (const api of formerApis) expect((await api.get('/api/auth/session')).status).toBe(401);
      expect((await logIn(username, PASSWORD)).status).toBe(401);
    });

    it('the new user starts with nothing', async () => {
      expect((await successor.get(pathOf({ username }))).body.seat).toBe(false);
      await expectRefused(app, () => successor.get('/api/assistants'), 403, 'seat_required');
      expect((await successor.get('/api/tokens')).body.total).toBe(0);
      await expectRefused(
        app,
        () => successor.get(`/api/tokens/${formerToken.id}`),
        404,
        'not_found',
      );
      expect((await successor.get('/api/teams')).body.total).toBe(0);
      await expectRefused(app, () => successor.get('/api/teams/team-of-eve'), 404, 'not_found');
    });

    it('the new user sees no assistant of the former one, even with a seat', async () => {
      await admin.api.post('/api/ai-seats/_assign', { usernames: [username] });

      const mine = await successor.get(`/api/assistants?ownerId=${username}`);
      expect(mine.body.total).toBe(0);
      for (const ref of [formerAssistant.id, `${username}:helper`, teamAssistant.id]) {
        await expectRefused(app, () => successor.get(`/api/assistants/${ref}`), 404, 'not_found');
      }
    });
  });
});

describe('the last active admin', () => {
  let own: TestApp;
  let last: TestUser;

  beforeAll(async () => {
    own = await TestApp.start();
    last = await createAdmin(own);
    await createAdmin(own, { disabled: true });
    await createUser(own);
  });

  afterAll(() => own.close());

  it.each([
    ['demoted', () => last.api.patch(pathOf(last), { role: 'member' })],
    ['disabled', () => last.api.patch(pathOf(last), { disabled: true })],
    [
      'demoted and disabled',
      () => last.api.patch(pathOf(last), { role: 'member', disabled: true }),
    ],
    ['deleted', () => last.api.delete(pathOf(last))],
  ])('is not %s', async (_what, request) => {
    const answer = await expectNoChange(own, request);

    expect([answer.status, answer.body.code]).toEqual([409, 'last_admin']);
    expect((await last.api.get('/api/users')).status).toBe(200);
  });

  it('accepts an update that keeps the role', async () => {
    const body = { role: 'admin', disabled: false, permissions: [] };
    expect((await last.api.patch(pathOf(last), body)).status).toBe(200);
  });

  it('can be deleted if there is another one', async () => {
    const successor = await createAdmin(own);

    expect((await last.api.patch(pathOf(last), { role: 'member' })).status).toBe(200);
    expect((await successor.api.delete(pathOf(last))).status).toBe(204);
    const answer = await successor.api.delete(pathOf(successor));
    expect([answer.status, answer.body.code]).toEqual([409, 'last_admin']);
  });

  it('remains if two demote each other at the same time', async () => {
    const pair = await startAppForTest();
    const first = await createAdmin(pair);
    const second = await createAdmin(pair);
    const ways = [{ role: 'member' }, { disabled: true }];

    for (let round = 0; round < 20; round++) {
      const changes = ways[round % ways.length];
      const answers = await Promise.all([
        first.api.patch(pathOf(second), changes),
        second.api.patch(pathOf(first), changes),
      ]);
      const [refusal] = answers.filter(({ status }) => status !== 200);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(['last_admin', 'forbidden', 'invalid_token', 'not_found']).toContain(
        refusal?.body.code,
      );
      const admins = await pair.dataSource.query(
        `SELECT username FROM users WHERE role = 'admin' AND NOT disabled`,
      );
      expect(admins).toHaveLength(1);
      await pair.dataSource.query(`UPDATE users SET role = 'admin', disabled = false`);
      for (const user of [first, second]) {
        await pair.dataSource.query('DELETE FROM sessions WHERE user_id = $1', [user.id]);
        user.api = pair.api.as(await createSession(pair, user.id));
      }
    }
  });

  it('remains if all admins leave at the same time', async () => {
    const crowd = await startAppForTest();

    for (let round = 0; round < 5; round++) {
      await crowd.dataSource.query('DELETE FROM owners');
      const admins = await Promise.all(Array.from({ length: 4 }, () => createAdmin(crowd)));
      const answers = await Promise.all(admins.map((user) => user.api.delete(pathOf(user))));

      expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 204, 409]);
      const left = answers.findIndex(({ status }) => status === 409);
      expect((await admins[left]?.api.get('/api/users'))?.body.total).toBe(1);
    }
  });
});
