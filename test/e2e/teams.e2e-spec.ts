import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let teamAdmin: TestUser;
let editor: TestUser;
let viewer: TestUser;
let outsider: TestUser;
let team: string;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
  teamAdmin = await createUser(app, { seat: false });
  editor = await createUser(app);
  viewer = await createUser(app);
  outsider = await createUser(app);
  team = await createTeam(app, [
    [teamAdmin, 'admin'],
    [editor, 'editor'],
    [viewer, 'viewer'],
  ]);
});

afterAll(() => app.close());

async function membersOf(id: string): Promise<string[]> {
  const { body } = await admin.api.get(`/api/teams/${id}/members`);
  const members: { username: string; role: string }[] = body._embedded['inf:team-member'];
  return members.map(({ username, role }) => `${username} ${role}`);
}

/** Every request that manages the team. */
function attempts(id: string, api: Api): [string, () => Promise<Answer>][] {
  const member = `/api/teams/${id}/members/${outsider.username}`;
  return [
    ['reading', () => api.get(`/api/teams/${id}`)],
    ['renaming', () => api.patch(`/api/teams/${id}`, { name: 'Renamed' })],
    ['deleting', () => api.delete(`/api/teams/${id}`)],
    ['listing members', () => api.get(`/api/teams/${id}/members`)],
    ['joining', () => api.put(member, { role: 'admin' })],
    ['adding', () => api.put(`/api/teams/${id}/members/${viewer.username}`, { role: 'admin' })],
    ['removing', () => api.delete(`/api/teams/${id}/members/${teamAdmin.username}`)],
  ];
}

describe('a user outside the team', () => {
  it('does not learn that the team exists', async () => {
    for (const id of [team, 'no-such-team', admin.username, 'No%20natural%20id']) {
      for (const [, request] of attempts(id, outsider.api)) {
        const { body } = await expectRefused(app, request, 404, 'not_found');
        expect(body.message).toBe('No such team.');
      }
    }
  });

  it('does not see it in the list', async () => {
    const { status, body } = await outsider.api.get('/api/teams');

    expect(status).toBe(200);
    expect(body).toMatchObject({ _embedded: { 'inf:team': [] }, total: 0 });
  });
});

describe('a viewer or an editor of the team', () => {
  it('cannot manage it', async () => {
    for (const { api } of [viewer, editor]) {
      for (const [, request] of attempts(team, api)) {
        await expectRefused(app, request, 403, 'forbidden');
      }
    }
  });

  it('does not see it among the teams it administers', async () => {
    expect((await viewer.api.get('/api/teams')).body.total).toBe(0);
    expect((await editor.api.get('/api/teams')).body.total).toBe(0);
  });
});

describe('an admin of the team, who is a member and has no seat', () => {
  let own: string;
  let others: string;

  beforeAll(async () => {
    own = await createTeam(app, [
      [teamAdmin, 'admin'],
      [viewer, 'viewer'],
    ]);
    others = await createTeam(app, [[editor, 'admin']]);
  });

  it('cannot create teams or manage other teams', async () => {
    const body = { id: 'by-a-member', name: 'By a member' };
    await expectRefused(app, () => teamAdmin.api.post('/api/teams', body), 403, 'forbidden');
    for (const [, request] of attempts(others, teamAdmin.api)) {
      await expectRefused(app, request, 404, 'not_found');
    }
  });

  it('lists the teams it administers', async () => {
    const { body } = await teamAdmin.api.get('/api/teams');

    const ids = body._embedded['inf:team'].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([team, own].sort());
    expect(body.total).toBe(2);
  });

  it('reads and renames its team', async () => {
    const before = await teamAdmin.api.get(`/api/teams/${own}`);
    app.clock.advance({ seconds: 1 });

    const renamed = await teamAdmin.api.patch(`/api/teams/${own}`, { name: 'New name' });

    expect(renamed.status).toBe(200);
    expect(renamed.body).toEqual({
      ...before.body,
      name: 'New name',
      updatedAt: renamed.body.updatedAt,
    });
    expect(renamed.body.updatedAt > before.body.updatedAt).toBe(true);
    expect((await teamAdmin.api.get(`/api/teams/${own}`)).body).toEqual(renamed.body);
  });

  it('adds, changes and removes members', async () => {
    const path = `/api/teams/${own}/members/${outsider.username}`;

    expect((await teamAdmin.api.put(path, { role: 'editor' })).status).toBe(200);
    expect(await membersOf(own)).toContain(`${outsider.username} editor`);
    expect((await teamAdmin.api.put(path, { role: 'viewer' })).status).toBe(200);
    expect(await membersOf(own)).toContain(`${outsider.username} viewer`);
    expect((await teamAdmin.api.delete(path)).status).toBe(204);
    expect((await membersOf(own)).join()).not.toContain(outsider.username);
  });

  it('deletes its team', async () => {
    const doomed = await createTeam(app, [[teamAdmin, 'admin']]);

    expect((await teamAdmin.api.delete(`/api/teams/${doomed}`)).status).toBe(204);
    await expectRefused(app, () => admin.api.get(`/api/teams/${doomed}`), 404, 'not_found');
  });
});

describe('creating a team', () => {
  it.each([
    ['nothing', {}, ['id', 'name']],
    ['an id that is none', { id: 'Sales Team', name: 'Sales' }, ['id']],
    ['an id of 64 characters', { id: 'a'.repeat(64), name: 'Sales' }, ['id']],
    ['an empty name', { id: 'sales', name: '' }, ['name']],
    ['a name of 201 characters', { id: 'sales', name: 'n'.repeat(201) }, ['name']],
    ['null as the name', { id: 'sales', name: null }, ['name']],
    ['members', { id: 'sales', name: 'Sales', members: [] }, ['members']],
  ])('refuses %s', async (_what, body, fields) => {
    const request = () => admin.api.post('/api/teams', body);
    await expectInvalid(app, request, fields);
  });

  it('refuses an id that a user or team already has', async () => {
    for (const id of [team, outsider.username]) {
      const request = () => admin.api.post('/api/teams', { id, name: 'Taken' });
      await expectRefused(app, request, 409, 'id_taken');
    }
  });

  it('returns the team, without members', async () => {
    const answer = await admin.api.post('/api/teams', { id: 'support', name: 'Support' });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe('/api/teams/support');
    expect(answer.body).toEqual({
      id: 'support',
      name: 'Support',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: answer.body.createdAt,
      _links: {
        self: { href: '/api/teams/support' },
        edit: { href: '/api/teams/support' },
        'inf:delete': { href: '/api/teams/support' },
        'inf:team-members': { href: '/api/teams/support/members' },
        'inf:save-team-member': {
          href: '/api/teams/support/members/{username}',
          templated: true,
        },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
    expect((await admin.api.get('/api/teams/support')).body).toEqual(answer.body);
    expect(await membersOf('support')).toEqual([]);
  });

  it('gives an id to exactly one of 10 that ask for it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        admin.api.post('/api/teams', { id: 'wanted', name: `Number ${i}` }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
    const created = answers.find(({ status }) => status === 201);
    expect((await admin.api.get('/api/teams/wanted')).body).toEqual(created?.body);
  });
});

describe('an admin of the service', () => {
  it('lists every team by id', async () => {
    const { body } = await admin.api.get('/api/teams?limit=200');
    const ids: string[] = body._embedded['inf:team'].map(({ id }: { id: string }) => id);

    expect(ids).toContain(team);
    expect(ids).toEqual([...ids].sort());
    expect(body.total).toBe(ids.length);
  });

  it('manages a team without being a member', async () => {
    const id = await createTeam(app);
    const member = `/api/teams/${id}/members/${viewer.username}`;

    expect((await admin.api.patch(`/api/teams/${id}`, { name: 'Renamed' })).status).toBe(200);
    expect((await admin.api.put(member, { role: 'admin' })).status).toBe(200);
    expect((await admin.api.delete(member)).status).toBe(204);
    expect((await admin.api.delete(`/api/teams/${id}`)).status).toBe(204);
  });

  it.each([
    ['null as the name', { name: null }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['another id', { id: 'renamed', name: 'Renamed' }, ['id']],
  ])('cannot change a team to %s', async (_what, body, fields) => {
    const request = () => admin.api.patch(`/api/teams/${team}`, body);
    await expectInvalid(app, request, fields);
  });
});

describe('a change of a team that changes nothing', () => {
  it('keeps its name', async () => {
    const id = await createTeam(app);
    const before = await admin.api.get(`/api/teams/${id}`);
    const { status, body } = await admin.api.patch(`/api/teams/${id}`, {});
    expect([status, body.name]).toEqual([200, before.body.name]);
  });
});

describe('a member of a team', () => {
  let id: string;
  let path: string;

  beforeAll(async () => {
    id = await createTeam(app, [[teamAdmin, 'admin']]);
    path = `/api/teams/${id}/members/${viewer.username}`;
  });

  it.each([
    ['no role', {}],
    ['null', { role: null }],
    ['a role that is none', { role: 'owner' }],
    ['several roles', { role: ['admin'] }],
  ])('is not saved with %s', async (_what, body) => {
    const request = () => admin.api.put(path, body);
    await expectInvalid(app, request, ['role']);
  });

  it('must be a user', async () => {
    for (const name of ['nobody-of-this-name', team, 'No%20natural%20id']) {
      const unknown = `/api/teams/${id}/members/${name}`;
      await expectRefused(
        app,
        () => teamAdmin.api.put(unknown, { role: 'viewer' }),
        404,
        'not_found',
      );
      await expectRefused(app, () => teamAdmin.api.delete(unknown), 404, 'not_found');
    }
  });

  it('is returned, and keeps the date of joining when the role changes', async () => {
    const joined = await teamAdmin.api.put(path, { role: 'viewer' });
    app.clock.advance({ seconds: 60 });
    const promoted = await teamAdmin.api.put(path, { role: 'admin' });

    expect(joined.body).toEqual({
      username: viewer.username,
      role: 'viewer',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      _links: {
        self: { href: path },
        edit: { href: path },
        'inf:delete': { href: path },
        'inf:team': { href: `/api/teams/${id}` },
        curies: [{ name: 'inf', href: '/api/rels/{rel}', templated: true }],
      },
    });
    expect(promoted.body).toEqual({ ...joined.body, role: 'admin' });
    expect((await viewer.api.get(`/api/teams/${id}`)).status).toBe(200);
  });

  it('is added once, however many requests do it', async () => {
    const member = `/api/teams/${id}/members/${editor.username}`;

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => teamAdmin.api.put(member, { role: 'editor' })),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await membersOf(id)).filter((name) => name.startsWith(editor.username))).toEqual([
      `${editor.username} editor`,
    ]);
  });

  it('loses the rights of the role immediately when removed', async () => {
    const assistant = await createAssistant(app, { ownerId: id });
    const member = await createUser(app);
    await teamAdmin.api.put(`/api/teams/${id}/members/${member.username}`, { role: 'admin' });
    const token = await createToken(app, { owner: member, assistant });
    expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);

    const removal = `/api/teams/${id}/members/${member.username}`;
    expect((await teamAdmin.api.delete(removal)).status).toBe(204);

    await expectRefused(app, () => member.api.get(`/api/teams/${id}`), 404, 'not_found');
    await expectRefused(
      app,
      () => member.api.get(`/api/assistants/${assistant.id}`),
      404,
      'not_found',
    );
    expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(403);
    await expectRefused(app, () => teamAdmin.api.delete(removal), 404, 'not_found');
  });

  it('is deleted with its user', async () => {
    const member = await createUser(app);
    await teamAdmin.api.put(`/api/teams/${id}/members/${member.username}`, { role: 'admin' });

    await admin.api.delete(`/api/users/${member.username}`);

    expect((await membersOf(id)).join()).not.toContain(member.username);
  });
});

describe('a team that is deleted', () => {
  it('is deleted with its assistants, and their tokens are revoked', async () => {
    const id = await createTeam(app, [
      [teamAdmin, 'admin'],
      [editor, 'editor'],
    ]);
    const assistant = await createAssistant(app, { ownerId: id, shared: true });
    const token = await createToken(app, { owner: editor, assistant });
    const own = await createAssistant(app, { ownerId: editor.username });
    const kept = await createToken(app, { owner: editor, assistant: own });

    expect((await teamAdmin.api.delete(`/api/teams/${id}`)).status).toBe(204);

    expect((await token.api.get('/api/auth/session')).status).toBe(401);
    expect((await kept.api.get('/api/auth/session')).status).toBe(200);
    for (const ref of [assistant.id, assistant.naturalId]) {
      await expectRefused(app, () => admin.api.get(`/api/assistants/${ref}`), 404, 'not_found');
    }
    const revoked = await editor.api.get(`/api/tokens/${token.id}`);
    expect(revoked.body).toMatchObject({ status: 'revoked', assistantId: assistant.naturalId });
  });

  it('leaves nothing to another team or user with the same id', async () => {
    const id = await createTeam(app, [[editor, 'admin']]);
    const { naturalId } = await createAssistant(app, { ownerId: id, shared: true });
    await admin.api.delete(`/api/teams/${id}`);

    expect((await admin.api.post('/api/teams', { id, name: 'Another' })).status).toBe(201);

    expect(await membersOf(id)).toEqual([]);
    await expectRefused(app, () => editor.api.get(`/api/teams/${id}`), 404, 'not_found');
    await expectRefused(
      app,
      () => editor.api.get(`/api/assistants/${naturalId}`),
      404,
      'not_found',
    );
    await admin.api.delete(`/api/teams/${id}`);
    const user = await createUser(app, { username: id });
    expect((await user.api.get('/api/auth/session')).status).toBe(200);
    await expectRefused(app, () => admin.api.delete(`/api/teams/${id}`), 404, 'not_found');
  });

  it('is deleted, and recorded so, once by 5 requests at once', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await createTeam(app);

      const answers = await Promise.all(
        Array.from({ length: 5 }, () => admin.api.delete(`/api/teams/${id}`)),
      );

      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
      expect(await auditedActions(app, id)).toEqual(['team.deleted']);
    }
  });

  it('gets no member during the deletion', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await createTeam(app);

      const [saved, deleted] = await Promise.all([
        admin.api.put(`/api/teams/${id}/members/${viewer.username}`, { role: 'viewer' }),
        admin.api.delete(`/api/teams/${id}`),
      ]);

      expect([200, 404]).toContain(saved.status);
      expect(deleted.status).toBe(204);
    }
  });
});
