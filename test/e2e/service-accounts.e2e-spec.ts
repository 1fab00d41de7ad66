import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createAdmin, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let teamAdmin: TestUser;
let editor: TestUser;
let outsider: TestUser;
let team: string;
let others: string;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
  teamAdmin = await createUser(app);
  editor = await createUser(app);
  outsider = await createUser(app);
  team = await createTeam(app, [
    [teamAdmin, 'admin'],
    [editor, 'editor'],
  ]);
  others = await createTeam(app, [[outsider, 'admin']]);
});

afterAll(() => app.close());

let count = 0;
const newName = () => `bot-${++count}`;

function create(api: Api, fields: object = {}): Promise<Answer> {
  return api.post('/api/service-accounts', { id: newName(), teamId: team, ...fields });
}

function idsIn({ body }: Answer): string[] {
  return body._embedded['inf:service-account'].map(({ id }: { id: string }) => id);
}

describe('a caller who does not administer the team', () => {
  it('does not learn that an account exists', async () => {
    const { path } = await createServiceAccount(app, team);
    for (const { api } of [editor, outsider]) {
      for (const request of [
        () => api.get(path),
        () => api.patch(path, { displayName: 'Mine' }),
        () => api.delete(path),
      ]) {
        const { body } = await expectRefused(app, request, 404, 'not_found');
        expect(body.message).toBe('No such service account.');
      }
      expect((await api.get('/api/service-accounts')).body.total).toBe(0);
      expect((await api.get(`/api/service-accounts?teamId=${team}`)).body.total).toBe(0);
    }
  });

  it('creates none', async () => {
    await expectRefused(app, () => create(editor.api), 403, 'forbidden');
    await expectRefused(app, () => create(outsider.api), 404, 'not_found');
    await expectRefused(
      app,
      () => create(teamAdmin.api, { teamId: 'no-such-team' }),
      404,
      'not_found',
    );
  });
});

describe('an admin of the team', () => {
  it('cannot grant a permission without holding it', async () => {
    const permissions = ['tokens:create', 'audit:read', 'tokens:introspect'];
    const { body } = await expectRefused(
      app,
      () => create(teamAdmin.api, { permissions }),
      403,
      'forbidden',
    );
    expect(body.message).toContain('audit:read, tokens:introspect');

    const { path } = await createServiceAccount(app, team);
    await expectRefused(
      app,
      () => teamAdmin.api.patch(path, { permissions: ['audit:read'] }),
      403,
      'forbidden',
    );
  });

  it('keeps or removes a permission that an admin granted', async () => {
    const { path } = await createServiceAccount(app, team, { permissions: ['audit:read'] });
    const both = ['audit:read', 'tokens:create'];

    expect((await teamAdmin.api.patch(path, { permissions: both })).body.permissions).toEqual(both);
    expect((await teamAdmin.api.patch(path, { permissions: [] })).body.permissions).toEqual([]);
    await expectRefused(
      app,
      () => teamAdmin.api.patch(path, { permissions: both }),
      403,
      'forbidden',
    );
  });

  it('moves an account only between teams that they administer', async () => {
    const { path, id } = await createServiceAccount(app, team);
    const second = await createTeam(app, [[teamAdmin, 'admin']]);
    const watched = await createTeam(app, [[teamAdmin, 'editor']]);
    const move = (teamId: string) => teamAdmin.api.patch(path, { teamId });

    await expectRefused(app, () => move(others), 404, 'not_found');
    await expectRefused(app, () => move('no-such-team'), 404, 'not_found');
    await expectRefused(app, () => move(watched), 403, 'forbidden');
    expect((await move(second)).body.teamId).toBe(second);

    const rows = await app.dataSource.query(
      'SELECT team_id, role FROM team_members WHERE user_id = $1',
      [id],
    );
    expect(rows).toEqual([{ team_id: second, role: 'viewer' }]);
  });

  it('creates, reads, changes and deletes an account', async () => {
    const created = await create(teamAdmin.api, {
      displayName: 'CRM sync',
      permissions: ['tokens:create'],
    });
    const { id } = created.body;
    const path = `/api/service-accounts/${id}`;

    expect(created.status).toBe(201);
    expect(created.headers.get('Location')).toBe(path);
    expect(created.body).toEqual({
      id,
      displayName: 'CRM sync',
      teamId: team,
      permissions: ['tokens:create'],
      seat: false,
      disabled: false,
      createdAt: created.body.createdAt,
      updatedAt: created.body.createdAt,
      _links: {
        self: { href: path },
        edit: { href: path },
        'inf:delete': { href: path },
        'inf:team': { href: `/api/teams/${team}` },
        'inf:usage': { href: `/api/users/${id}/usage` },
        'inf:tokens': { href: `/api/tokens?username=${id}` },
        curies: expect.anything(),
      },
    });
    expect((await teamAdmin.api.get(path)).body).toEqual(created.body);

    app.clock.advance({ seconds: 1 });
    const changed = await teamAdmin.api.patch(path, { displayName: 'Else', disabled: true });
    expect(changed.body).toEqual({
      ...created.body,
      displayName: 'Else',
      disabled: true,
      updatedAt: changed.body.updatedAt,
    });
    expect(changed.body.updatedAt > created.body.updatedAt).toBe(true);

    expect((await teamAdmin.api.delete(path)).status).toBe(204);
    await expectRefused(app, () => teamAdmin.api.delete(path), 404, 'not_found');
    expect(await auditedActions(app, id)).toEqual([
      'service_account.created',
      'service_account.updated',
      'service_account.deleted',
    ]);
  });

  it('starts an account without permissions', async () => {
    const { body } = await create(teamAdmin.api);

    expect(body).toMatchObject({ displayName: body.id, permissions: [] });
  });

  it('is told all invalid fields at once', async () => {
    await expectInvalid(
      app,
      () =>
        teamAdmin.api.post('/api/service-accounts', {
          id: 'Not a slug',
          displayName: '',
          permissions: ['everything'],
          disabled: 'yes',
          password: PASSWORD,
        }),
      ['id', 'displayName', 'teamId', 'permissions', 'disabled', 'password'],
    );
    const { path } = await createServiceAccount(app, team);
    await expectInvalid(
      app,
      () => teamAdmin.api.patch(path, { id: 'renamed', teamId: null, role: 'admin' }),
      ['id', 'teamId', 'role'],
    );
  });

  it('cannot take an id that exists', async () => {
    const { username } = await createServiceAccount(app, others);
    for (const id of [team, admin.username, username]) {
      await expectRefused(app, () => create(teamAdmin.api, { id }), 409, 'id_taken');
    }
    await expectRefused(
      app,
      () => admin.api.post('/api/users', { username, password: PASSWORD }),
      409,
      'id_taken',
    );
  });

  it('gets one account for two requests with the same key', async () => {
    const body = { id: newName(), teamId: team };
    const options = { headers: { 'Idempotency-Key': 'an-account' } };
    const first = await teamAdmin.api.post('/api/service-accounts', body, options);
    const second = await teamAdmin.api.post('/api/service-accounts', body, options);

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });

  it('changes it only in the state that was read', async () => {
    const { path } = await createServiceAccount(app, team);
    const tag = (await teamAdmin.api.get(path)).headers.get('ETag') ?? '';
    const headers = { 'If-Match': tag };

    app.clock.advance({ seconds: 1 });
    const changed = await teamAdmin.api.patch(path, { displayName: 'First' }, { headers });
    expect(changed.status).toBe(200);
    await expectRefused(
      app,
      () => teamAdmin.api.patch(path, { displayName: 'Second' }, { headers }),
      412,
      'precondition_failed',
    );
    await expectRefused(
      app,
      () => teamAdmin.api.delete(path, { headers }),
      412,
      'precondition_failed',
    );
  });
});

describe('the list', () => {
  it('has the accounts of the teams that the caller administers, and all for an admin', async () => {
    const owner = await createUser(app);
    const [one, two] = [
      await createTeam(app, [[owner, 'admin']]),
      await createTeam(app, [[owner, 'admin']]),
    ];
    const a = await createServiceAccount(app, one, { id: 'list-a' });
    const b = await createServiceAccount(app, two, { id: 'list-b', seat: false });
    const c = await createServiceAccount(app, others, { id: 'list-c' });

    const page = await owner.api.get('/api/service-accounts');
    expect(idsIn(page)).toEqual([a.username, b.username]);
    expect(page.body._embedded['inf:service-account']).toMatchObject([
      { seat: true },
      { seat: false },
    ]);
    expect(idsIn(await owner.api.get(`/api/service-accounts?teamId=${two}`))).toEqual([b.username]);
    expect(idsIn(await owner.api.get(`/api/service-accounts?teamId=${others}`))).toEqual([]);
    expect(idsIn(await admin.api.get('/api/service-accounts?limit=200'))).toEqual(
      expect.arrayContaining([a.username, b.username, c.username]),
    );
  });

  it('has pages', async () => {
    const owner = await createUser(app);
    const own = await createTeam(app, [[owner, 'admin']]);
    for (const id of ['page-1', 'page-2', 'page-3']) await createServiceAccount(app, own, { id });

    const first = await owner.api.get('/api/service-accounts?limit=2');
    const second = await owner.api.get(first.body._links.next.href);

    expect([idsIn(first), idsIn(second)]).toEqual([['page-1', 'page-2'], ['page-3']]);
    expect(first.body.total).toBe(3);
  });
});

describe('a service account is no user', () => {
  it('cannot log in, and the response is that for an unknown user', async () => {
    const { username } = await createServiceAccount(app, team);
    const attempt = (name: string, password: string) =>
      app.api.post('/api/auth/login', { username: name, password });

    for (const password of [PASSWORD, '', 'null'].filter((one) => one.length > 2)) {
      const account = await attempt(username, password);
      const unknown = await attempt('nobody-at-all', password);
      expect([account.status, unknown.status]).toEqual([401, 401]);
      expect({ ...account.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    }
  });

  it('is neither listed nor addressed among the users', async () => {
    const { username } = await createServiceAccount(app, team);
    const path = `/api/users/${username}`;

    for (const request of [
      () => admin.api.get(path),
      () => admin.api.patch(path, { password: PASSWORD }),
      () => admin.api.patch(path, { role: 'admin' }),
      () => admin.api.delete(path),
    ]) {
      const { body } = await expectRefused(app, request, 404, 'not_found');
      expect(body.message).toBe('No such user.');
    }
    expect((await admin.api.get('/api/users?limit=200')).text).not.toContain(username);
  });

  it('is no member of a team that one can see, add, change or remove', async () => {
    const { username } = await createServiceAccount(app, team);
    for (const id of [team, others]) {
      const path = `/api/teams/${id}/members/${username}`;
      await expectRefused(app, () => admin.api.get(path), 404, 'not_found');
      await expectRefused(app, () => admin.api.put(path, { role: 'admin' }), 404, 'not_found');
      await expectRefused(app, () => admin.api.delete(path), 404, 'not_found');
    }
    const members = await admin.api.get(`/api/teams/${team}/members`);
    expect(members.text).not.toContain(username);
    expect(members.body.total).toBe(2);
  });
});

describe('the end of a team', () => {
  it('is the end of its accounts and of what they own', async () => {
    const doomed = await createTeam(app, [[teamAdmin, 'admin']]);
    const { path, username } = await createServiceAccount(app, doomed);
    const { path: other } = await createServiceAccount(app, team);

    expect((await teamAdmin.api.delete(`/api/teams/${doomed}`)).status).toBe(204);

    await expectRefused(app, () => admin.api.get(path), 404, 'not_found');
    expect((await admin.api.get(other)).status).toBe(200);
    expect(await auditedActions(app, username)).toEqual(['service_account.deleted']);
    expect((await create(teamAdmin.api, { id: username })).status).toBe(201);
  });
});

describe('an AI seat', () => {
  it('is assigned to an account as to a user, and counts', async () => {
    const { username, path } = await createServiceAccount(app, team, { seat: false });
    const { assigned } = (await admin.api.get('/api/ai-seats')).body;
    const usernames = [username];

    expect((await admin.api.post('/api/ai-seats/_assign', { usernames })).body).toEqual({
      assigned: 1,
      failed: [],
    });
    expect((await admin.api.get(path)).body.seat).toBe(true);
    const seats = await admin.api.get('/api/ai-seats?limit=200');
    expect(seats.body.assigned).toBe(Number(assigned) + 1);
    expect(seats.body._embedded['inf:ai-seat']).toContainEqual({
      username,
      assignedAt: expect.any(String),
      _links: { 'inf:user': { href: path } },
    });

    expect((await admin.api.post('/api/ai-seats/_unassign', { usernames })).body).toEqual({
      unassigned: 1,
    });
    expect((await admin.api.get(path)).body.seat).toBe(false);
  });

  it('is nothing that an admin of the team can assign', async () => {
    const { username } = await createServiceAccount(app, team, { seat: false });
    const body = { usernames: [username] };

    await expectRefused(
      app,
      () => teamAdmin.api.post('/api/ai-seats/_assign', body),
      403,
      'forbidden',
    );
  });
});

describe('a change at the same time', () => {
  it('leaves no account in a team that was deleted', async () => {
    for (let round = 0; round < 5; round++) {
      const doomed = await createTeam(app, [[teamAdmin, 'admin']]);
      const id = newName();
      const [created, deleted] = await Promise.all([
        create(teamAdmin.api, { id, teamId: doomed }),
        admin.api.delete(`/api/teams/${doomed}`),
      ]);
      expect(deleted.status).toBe(204);
      expect([201, 404]).toContain(created.status);
      expect((await admin.api.get(`/api/service-accounts/${id}`)).status).toBe(404);
    }
  });

  it('creates an account only while the caller administers the team', async () => {
    const demoted = await createUser(app);
    const shared = await createTeam(app, [
      [teamAdmin, 'admin'],
      [demoted, 'admin'],
    ]);
    const id = newName();
    const [created, demotion] = await Promise.all([
      create(demoted.api, { id, teamId: shared }),
      teamAdmin.api.put(`/api/teams/${shared}/members/${demoted.username}`, { role: 'viewer' }),
    ]);

    expect(demotion.status).toBe(200);
    expect([201, 403]).toContain(created.status);
    await expectRefused(app, () => create(demoted.api, { teamId: shared }), 403, 'forbidden');
  });
});
