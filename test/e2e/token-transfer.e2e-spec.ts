import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let teamAdmin: TestUser;
let editor: TestUser;
let viewer: TestUser;
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
  viewer = await createUser(app);
  team = await createTeam(app, [
    [teamAdmin, 'admin'],
    [editor, 'editor'],
    [viewer, 'viewer'],
  ]);
  assistant = await createAssistant(app, { ownerId: team });
  account = await createServiceAccount(app, team);
});

const tokenOf = (owner: TestUser) => createToken(app, { owner, assistant });

function transfer(api: Api, tokens: { id: string }[], toOwner = account.username): Promise<Answer> {
  return api.post('/api/tokens/_transfer', { ids: tokens.map(({ id }) => id), toOwner });
}

/** Expects that the request succeeds, refuses the token with this code, and changes nothing. */
async function expectRefusedToken(api: Api, { id }: { id: string }, code: string, to?: string) {
  const { status, body } = await expectNoChange(app, () => transfer(api, [{ id }], to));
  expect([status, body]).toEqual([200, { results: [{ id, status: 'refused', code }] }]);
}

async function expectTransferred(api: Api, { id }: { id: string }, to = account.username) {
  const { status, body } = await transfer(api, [{ id }], to);
  expect([status, body]).toEqual([200, { results: [{ id, status: 'transferred', code: null }] }]);
  expect((await admin.api.get(`/api/tokens/${id}`)).body.username).toBe(to);
}

describe('a transfer is refused', () => {
  it('to an owner whom the caller does not manage', async () => {
    const token = await tokenOf(editor);
    const others = await createServiceAccount(app, await createTeam(app));
    for (const to of [others.username, viewer.username, team, 'nobody-at-all']) {
      for (const { api } of [editor, teamAdmin]) {
        const { body } = await expectRefused(
          app,
          () => transfer(api, [token], to),
          404,
          'not_found',
        );
        expect(body.message).toBe('No such owner.');
      }
    }
    await expectRefused(app, () => transfer(admin.api, [token], team), 404, 'not_found');
    await expectRefused(app, () => transfer(editor.api, [token]), 404, 'not_found');
  });

  it('of a token that the caller may not know of', async () => {
    const { username: ownerId } = await createUser(app);
    const hidden = await createAssistant(app, { ownerId, shared: true });
    const owner = await createUser(app);
    const token = await createToken(app, { owner, assistant: hidden });

    await expectRefusedToken(teamAdmin.api, token, 'not_found');
    await expectRefusedToken(teamAdmin.api, { id: teamAdmin.id }, 'not_found');
    await expectRefusedToken(viewer.api, await tokenOf(editor), 'not_found', viewer.username);
  });

  it('of a personal token, even by an admin', async () => {
    await expectRefusedToken(
      admin.api,
      await createToken(app, { owner: editor }),
      'personal_token',
    );
    const own = await createToken(app, { owner: teamAdmin });
    await expectRefusedToken(teamAdmin.api, own, 'personal_token');
  });

  it('of a token that has ended', async () => {
    const now = app.clock.now();
    for (const columns of [{ expiresAt: now }, { revokedAt: now }]) {
      const token = await createToken(app, { owner: editor, assistant, columns });
      await expectRefusedToken(teamAdmin.api, token, 'token_not_active');
    }
  });

  it('to an owner who could not use the token', async () => {
    const token = await tokenOf(editor);
    const seatless = await createServiceAccount(app, team, { seat: false });
    const disabled = await createServiceAccount(app, team, { disabled: true });
    const outsider = await createUser(app);

    await expectRefusedToken(teamAdmin.api, token, 'owner_without_seat', seatless.username);
    await expectRefusedToken(teamAdmin.api, token, 'owner_disabled', disabled.username);
    await expectRefusedToken(admin.api, token, 'assistant_out_of_reach', outsider.username);
  });

  it('by a token', async () => {
    const token = await tokenOf(editor);
    const readOnly = await createToken(app, { owner: teamAdmin, columns: { readOnly: true } });

    await expectRefused(app, () => transfer(token.api, [token]), 403, 'insufficient_scope');
    await expectRefused(app, () => transfer(readOnly.api, [token]), 403, 'read_only');
  });

  it('as a whole if the request is invalid', async () => {
    const { id } = await tokenOf(editor);
    const send = (body: object) => () => teamAdmin.api.post('/api/tokens/_transfer', body);

    await expectInvalid(app, send({}), ['ids', 'toOwner']);
    await expectInvalid(app, send({ ids: [], toOwner: 'No slug' }), ['ids', 'toOwner']);
    await expectInvalid(app, send({ ids: ['x'], toOwner: account.username }), ['ids']);
    await expectInvalid(app, send({ ids: [id, id], toOwner: account.username }), ['ids']);
  });
});

describe('a transfer succeeds', () => {
  it('by the owner, a writer or an admin who manages the new owner', async () => {
    await expectTransferred(teamAdmin.api, await tokenOf(teamAdmin));
    await expectTransferred(teamAdmin.api, await tokenOf(editor));
    await expectTransferred(admin.api, await tokenOf(editor));
    await expectTransferred(admin.api, await tokenOf(editor), viewer.username);
    await expectTransferred(editor.api, await tokenOf(viewer), editor.username);
  });

  it('from an account by its manager, who is no writer of the assistant', async () => {
    const { username: ownerId } = await createUser(app);
    const shared = await createAssistant(app, { ownerId, shared: true });
    const token = await createToken(app, { owner: account, assistant: shared });

    await expectTransferred(teamAdmin.api, token, teamAdmin.username);
  });

  it('and keeps the id, the value, the restrictions and the children', async () => {
    const token = await createToken(app, {
      owner: editor,
      assistant,
      columns: { notes: 'CRM', rateLimitPerMinute: 50 },
    });
    const child = await deriveChild(app, token);
    const before = (await admin.api.get(`/api/tokens/${token.id}`)).body;

    await expectTransferred(teamAdmin.api, token);

    const after = (await admin.api.get(`/api/tokens/${token.id}`)).body;
    expect(after).toMatchObject({
      id: before.id,
      notes: 'CRM',
      rateLimitPerMinute: 50,
      createdAt: before.createdAt,
      secretVersion: before.secretVersion,
      status: 'active',
    });
    for (const { api } of [token, child]) {
      const { body } = await api.get('/api/auth/session');
      expect(body).toMatchObject({ username: account.username, permissions: [] });
    }
    expect(await auditedActions(app, token.id)).toEqual(['token.transferred', 'token.received']);
  });

  it('and tells the webhooks of the assistant', async () => {
    await createWebhook(app, { assistant, events: ['token.transferred'] });
    const token = await tokenOf(editor);
    await expectTransferred(teamAdmin.api, token);
    await transfer(teamAdmin.api, [token]);

    const deliveries = await app.dataSource.query<{ data: object }[]>(
      `SELECT data FROM webhook_deliveries WHERE event = 'token.transferred' AND data->>'tokenId' = $1`,
      [token.id],
    );
    expect(deliveries).toMatchObject([
      { data: { username: account.username, previousUsername: editor.username } },
    ]);
  });

  it('and the token works without its former owner', async () => {
    const token = await tokenOf(editor);
    await expectTransferred(teamAdmin.api, token);

    expect((await admin.api.delete(`/api/users/${editor.username}`)).status).toBe(204);

    expect((await token.api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
  });

  it('and the chats that the token started go on', async () => {
    const token = await tokenOf(editor);
    const message = { role: 'user', content: 'Hello' };
    const started = await token.api.post('/api/chats', { assistantId: assistant.id, message });
    expect(started.status).toBe(201);
    const [{ id }] = await app.dataSource.query('SELECT id FROM chats WHERE token_id = $1', [
      token.id,
    ]);
    const own = await editor.api.post('/api/chats', { assistantId: assistant.id, message });

    await expectTransferred(teamAdmin.api, token);

    expect((await token.api.get(`/api/chats/${id}`)).status).toBe(200);
    expect((await editor.api.get(`/api/chats/${id}`)).status).toBe(404);
    const kept = await editor.api.get('/api/chats');
    expect([own.status, kept.body.total]).toEqual([201, 1]);
  });

  it('and says so again', async () => {
    const token = await tokenOf(editor);
    await expectTransferred(teamAdmin.api, token);

    const again = await expectNoChange(app, () => transfer(teamAdmin.api, [token]));
    expect(again.body.results).toEqual([{ id: token.id, status: 'transferred', code: null }]);
  });

  it('for some of the tokens, and says what became of each, in the order of the request', async () => {
    const [a, c] = await createTokens(app, 2, { owner: editor, assistant });
    const b = await createToken(app, { owner: editor });
    const unknown = { id: editor.id };

    const { body } = await transfer(teamAdmin.api, [c, b, unknown, a] as TestToken[]);

    expect(body.results).toEqual([
      { id: c?.id, status: 'transferred', code: null },
      { id: b.id, status: 'refused', code: 'not_found' },
      { id: unknown.id, status: 'refused', code: 'not_found' },
      { id: a?.id, status: 'transferred', code: null },
    ]);
  });

  it('within the quota of the new owner', async () => {
    const small = await TestApp.start({ env: { MAX_ACTIVE_TOKENS_PER_USER: '2' } });
    try {
      const boss = await createAdmin(small);
      const own = await createTeam(small);
      const of = await createAssistant(small, { ownerId: own });
      const to = await createServiceAccount(small, own);
      const tokens = await createTokens(small, 3, { owner: boss, assistant: of });

      const { body } = await transfer(boss.api, tokens, to.username);
      expect(body.results.map(({ code }: { code: string }) => code)).toEqual([
        null,
        null,
        'quota_exceeded',
      ]);
    } finally {
      await small.close();
    }
  });
});

describe('the link of a transfer', () => {
  it('is on tokens that the caller may transfer', async () => {
    const { id } = await tokenOf(editor);
    const personal = await createToken(app, { owner: editor });
    const linksFor = async (api: Api, token: { id: string }) =>
      (await api.get(`/api/tokens/${token.id}`)).body._links;

    expect(await linksFor(editor.api, { id })).toMatchObject({
      'inf:transfer': { href: '/api/tokens/_transfer' },
    });
    expect(await linksFor(editor.api, personal)).not.toHaveProperty(['inf:transfer']);
  });
});

describe('transfers at the same time', () => {
  it('give a token to one of two owners, who both may have it', async () => {
    const other = await createServiceAccount(app, team);
    const tokens = await createTokens(app, 20, { owner: editor, assistant });
    const answers = await Promise.all([
      transfer(teamAdmin.api, tokens, account.username),
      transfer(teamAdmin.api, [...tokens].reverse(), other.username),
      transfer(admin.api, tokens, account.username),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const owners = await app.dataSource.query<{ username: string }[]>(
      `SELECT DISTINCT t.username FROM tokens t JOIN users u ON u.id = t.user_id
       WHERE t.id = ANY($1) AND u.username = t.username`,
      [tokens.map(({ id }) => id)],
    );
    expect(owners).toHaveLength(1);
    expect([account.username, other.username]).toContain(owners[0]?.username);
  });

  it('and the end of the new owner leave no valid token behind', async () => {
    for (let round = 0; round < 5; round++) {
      const doomed = await createServiceAccount(app, team);
      const token = await tokenOf(editor);
      const [moved, deleted] = await Promise.all([
        transfer(teamAdmin.api, [token], doomed.username),
        admin.api.delete(doomed.path),
      ]);

      expect(deleted.status).toBe(204);
      expect([200, 404]).toContain(moved.status);
      const { body } = await admin.api.get(`/api/tokens/${token.id}`);
      expect([body.username, body.status]).toEqual(
        moved.status === 200 ? [doomed.username, 'revoked'] : [editor.username, 'active'],
      );
    }
  });
});
