import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let teamAdmin: TestUser;
let editor: TestUser;
let team: string;
let assistant: TestAssistant;
let account: TestServiceAccount;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

beforeEach(async () => {
  teamAdmin = await createUser(app);
  editor = await createUser(app);
  team = await createTeam(app, [
    [teamAdmin, 'admin'],
    [editor, 'editor'],
  ]);
  assistant = await createAssistant(app, { ownerId: team });
  account = await createServiceAccount(app, team);
});

function issue(api: Api, fields: object = {}): Promise<Answer> {
  const body = { type: 'assistant', assistantId: assistant.id, ownerId: account.username };
  return api.post('/api/tokens', { ...body, ...fields });
}

function issuePersonal(api: Api): Promise<Answer> {
  return api.post('/api/tokens', { type: 'personal', ownerId: account.username });
}

/** The API, called with a new assistant token of the account. */
async function issued(): Promise<{ id: string; api: Api }> {
  const { status, body } = await issue(teamAdmin.api);
  expect(status).toBe(201);
  return { id: body.id, api: app.api.as(body.token) };
}

const isAccepted = async (api: Api) =>
  (await api.get(`/api/assistants/${assistant.id}`)).status === 200;

describe('a token for a service account', () => {
  it('is nothing that others can issue', async () => {
    const outsider = await createUser(app);
    for (const { api } of [editor, outsider]) {
      const { body } = await expectRefused(app, () => issue(api), 404, 'not_found');
      expect(body.message).toBe('No such service account.');
    }
  });

  it('is never for a person or a team', async () => {
    for (const ownerId of [editor.username, team, 'nobody-at-all']) {
      await expectRefused(app, () => issue(admin.api, { ownerId }), 404, 'not_found');
    }
    await expectInvalid(app, () => issue(admin.api, { ownerId: 'No slug' }), ['ownerId']);
  });

  it('is only for assistants that the issuer may write', async () => {
    const { username: ownerId } = await createUser(app);
    const shared = await createAssistant(app, { ownerId, shared: true });
    const hidden = await createAssistant(app, { ownerId });

    await expectRefused(
      app,
      () => issue(teamAdmin.api, { assistantId: shared.id }),
      403,
      'forbidden',
    );
    await expectRefused(
      app,
      () => issue(teamAdmin.api, { assistantId: hidden.id }),
      404,
      'not_found',
    );
  });

  it('is only for assistants that the account can see', async () => {
    const own = await createAssistant(app, { ownerId: teamAdmin.username });

    await expectRefused(
      app,
      () => issue(teamAdmin.api, { assistantId: own.id }),
      409,
      'assistant_out_of_reach',
    );
  });

  it('needs a seat and an account that is not disabled', async () => {
    const seatless = await createServiceAccount(app, team, { seat: false });
    const disabled = await createServiceAccount(app, team, { disabled: true });

    await expectRefused(
      app,
      () => issue(teamAdmin.api, { ownerId: seatless.username }),
      409,
      'owner_without_seat',
    );
    await expectRefused(
      app,
      () => issue(teamAdmin.api, { ownerId: disabled.username }),
      409,
      'owner_disabled',
    );
  });

  it('needs the permission and the seat of the issuer, as always', async () => {
    const poor = await createUser(app, { permissions: [] });
    const seatless = await createUser(app, { seat: false });
    const own = await createTeam(app, [
      [poor, 'admin'],
      [seatless, 'admin'],
    ]);
    const { username: ownerId } = await createServiceAccount(app, own);

    await expectRefused(app, () => issue(poor.api, { ownerId }), 403, 'forbidden');
    await expectRefused(app, () => issue(seatless.api, { ownerId }), 403, 'seat_required');
  });

  it('belongs to the account, and works as the account', async () => {
    const { body } = await issue(teamAdmin.api, { notes: 'CRM' });

    expect(body).toMatchObject({ username: account.username, status: 'active', notes: 'CRM' });
    expect((await app.api.as(body.token).get('/api/auth/session')).body).toMatchObject({
      username: account.username,
      role: 'member',
      type: 'assistant',
      seat: true,
      permissions: [],
    });
    expect(await isAccepted(app.api.as(body.token))).toBe(true);
  });

  it('counts toward the quota of the account, and not of the issuer', async () => {
    const small = await TestApp.start({ env: { MAX_ACTIVE_TOKENS_PER_USER: '1' } });
    try {
      const issuer = await createUser(small);
      const own = await createTeam(small, [[issuer, 'admin']]);
      const { id: assistantId } = await createAssistant(small, { ownerId: own });
      const [{ username: one }, { username: two }] = [
        await createServiceAccount(small, own),
        await createServiceAccount(small, own),
      ];
      const make = (ownerId?: string) =>
        issuer.api.post('/api/tokens', { type: 'assistant', assistantId, ownerId });

      expect((await make(one)).status).toBe(201);
      await expectRefused(small, () => make(one), 409, 'quota_exceeded');
      expect((await make(two)).status).toBe(201);
      expect((await make()).status).toBe(201);
    } finally {
      await small.close();
    }
  });

  it('is issued once for two requests with the same key', async () => {
    const body = { type: 'assistant', assistantId: assistant.id, ownerId: account.username };
    const options = { headers: { 'Idempotency-Key': 'once' } };
    const first = await teamAdmin.api.post('/api/tokens', body, options);
    const second = await teamAdmin.api.post('/api/tokens', body, options);

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({ id: first.body.id, username: account.username });
  });
});

describe('a personal token of a service account', () => {
  it('is only for a manager who holds all permissions of the account', async () => {
    const { path } = account;
    await admin.api.patch(path, { permissions: ['tokens:introspect'] });

    const { body } = await expectRefused(app, () => issuePersonal(teamAdmin.api), 403, 'forbidden');
    expect(body.message).toContain('tokens:introspect');
    const granted = await issuePersonal(admin.api);
    expect(granted.status).toBe(201);
    const rotate = () => teamAdmin.api.post(`/api/tokens/${granted.body.id}/_rotate`);
    await expectRefused(app, rotate, 403, 'forbidden');

    await admin.api.patch(path, { permissions: ['tokens:create'] });
    expect((await issuePersonal(teamAdmin.api)).status).toBe(201);
    expect((await rotate()).status).toBe(200);
  });

  it('needs a session', async () => {
    const personal = await createToken(app, { owner: teamAdmin });

    await expectRefused(app, () => issuePersonal(personal.api), 403, 'insufficient_scope');
  });

  it('acts as the account, which is no user and manages nothing', async () => {
    const { body } = await issuePersonal(teamAdmin.api);
    const api = app.api.as(body.token);
    const session = await api.get('/api/auth/session');

    expect(session.body).toMatchObject({ username: account.username, type: 'personal' });
    expect(session.body._links).not.toHaveProperty(['inf:user']);
    await expectRefused(app, () => api.get(`/api/users/${account.username}`), 404, 'not_found');
    await expectRefused(app, () => api.get(account.path), 404, 'not_found');
    await expectRefused(app, () => api.get(`/api/teams/${team}`), 403, 'forbidden');
    await expectRefused(
      app,
      () => api.patch(`/api/assistants/${assistant.id}`, { name: 'Else' }),
      403,
      'forbidden',
    );
    expect((await api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
    const visible = await api.get('/api/assistants');
    expect(visible.text).toContain(assistant.id);
  });
});

describe('the end of a token of a service account', () => {
  it('does not come with the end of its issuer', async () => {
    const { api } = await issued();
    expect((await admin.api.delete(`/api/users/${teamAdmin.username}`)).status).toBe(204);

    expect(await isAccepted(api)).toBe(true);
  });

  it('comes with the end of the account', async () => {
    const { id, api } = await issued();
    expect(await isAccepted(api)).toBe(true);
    expect((await teamAdmin.api.delete(account.path)).status).toBe(204);

    expect((await api.get('/api/tokens/self')).body.code).toBe('invalid_token');
    expect((await admin.api.get(`/api/tokens/${id}`)).body).toMatchObject({
      status: 'revoked',
      username: account.username,
    });
  });

  it('comes with the end of the team, for a shared assistant of others too', async () => {
    const { username: ownerId } = await createUser(app);
    const shared = await createAssistant(app, { ownerId, shared: true });
    const { api } = await createToken(app, { owner: account, assistant: shared });
    expect((await api.get('/api/tokens/self')).status).toBe(200);

    expect((await teamAdmin.api.delete(`/api/teams/${team}`)).status).toBe(204);

    expect((await api.get('/api/tokens/self')).body.code).toBe('invalid_token');
  });

  it('is not that the account is disabled: it pauses the tokens at once', async () => {
    const { id, api } = await issued();
    expect(await isAccepted(api)).toBe(true);

    await teamAdmin.api.patch(account.path, { disabled: true });
    expect((await api.get('/api/tokens/self')).body.code).toBe('invalid_token');
    expect((await teamAdmin.api.get(`/api/tokens/${id}`)).body).toMatchObject({
      status: 'suspended',
      statusReason: 'owner_disabled',
    });

    await teamAdmin.api.patch(account.path, { disabled: false });
    expect(await isAccepted(api)).toBe(true);
  });

  it('is not that the account moves to another team: the assistant is out of reach', async () => {
    const { api } = await issued();
    expect(await isAccepted(api)).toBe(true);
    const elsewhere = await createTeam(app, [[teamAdmin, 'admin']]);

    await teamAdmin.api.patch(account.path, { teamId: elsewhere });
    expect((await api.get(`/api/assistants/${assistant.id}`)).status).toBe(403);

    await teamAdmin.api.patch(account.path, { teamId: team });
    expect(await isAccepted(api)).toBe(true);
  });
});

describe('the tokens of a service account', () => {
  it('are managed by its managers', async () => {
    const { username: ownerId } = await createUser(app);
    const shared = await createAssistant(app, { ownerId, shared: true });
    const { id } = await createToken(app, { owner: account, assistant: shared });
    const path = `/api/tokens/${id}`;

    await expectRefused(app, () => editor.api.get(path), 404, 'not_found');
    for (const { api } of [teamAdmin, admin]) {
      const { status, body } = await api.get(path);
      expect(status).toBe(200);
      expect(body._links).toMatchObject({ edit: {}, 'inf:rotate': {}, 'inf:revoke': {} });
    }
    expect((await teamAdmin.api.patch(path, { notes: 'Else' })).status).toBe(200);
    expect((await teamAdmin.api.post(`${path}/_rotate`)).status).toBe(200);
    expect((await teamAdmin.api.delete(path)).status).toBe(204);
  });

  it('are listed by its id for its managers, and for nobody else', async () => {
    const { id } = await issued();
    await createToken(app, { owner: teamAdmin });
    const list = async (api: Api) => {
      const { body } = await api.get(`/api/tokens?username=${account.username}`);
      return body._embedded['inf:token'].map((token: { id: string }) => token.id);
    };

    expect(await list(teamAdmin.api)).toEqual([id]);
    expect(await list(admin.api)).toEqual([id]);
    expect(await list(editor.api)).toEqual([]);
    expect((await teamAdmin.api.get('/api/tokens')).text).not.toContain(id);
  });

  it('derive children, which end with the account', async () => {
    const { api } = await issued();
    const { status, body } = await api.post('/api/tokens/_derive', { expiresIn: 60 });
    const child = app.api.as(body.token);
    expect([status, await isAccepted(child)]).toEqual([201, true]);

    await teamAdmin.api.delete(account.path);
    expect((await child.get('/api/tokens/self')).body.code).toBe('invalid_token');
  });
});

describe('issuing and the end of the account at the same time', () => {
  it('leaves no valid token', async () => {
    for (let round = 0; round < 5; round++) {
      const doomed = await createServiceAccount(app, team);
      const [made, , deleted] = await Promise.all([
        issue(teamAdmin.api, { ownerId: doomed.username }),
        issue(admin.api, { ownerId: doomed.username }),
        teamAdmin.api.delete(doomed.path),
      ]);

      expect(deleted.status).toBe(204);
      expect([201, 404]).toContain(made.status);
      const [{ count }] = await app.dataSource.query(
        'SELECT count(*)::int FROM tokens WHERE username = $1 AND revoked_at IS NULL',
        [doomed.username],
      );
      expect(count).toBe(0);
    }
  });
});
