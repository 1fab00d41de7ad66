import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import type { TestServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { auditedActions } from '../support/database-rows.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let admin: TestUser;
let leaving: TestUser;
let team: string;
let assistant: TestAssistant;
let account: TestServiceAccount;

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

beforeEach(async () => {
  leaving = await createUser(app);
  team = await createTeam(app, [[leaving, 'editor']]);
  assistant = await createAssistant(app, { ownerId: team });
  account = await createServiceAccount(app, team);
});

function deletion(transferTo = account.username, api: Api = admin.api): Promise<Answer> {
  return api.delete(`/api/users/${leaving.username}?transferTo=${transferTo}`);
}

/** Expects that nothing changes, and that the error names the token. */
async function expectNotTransferable(id: string, reason: string, transferTo?: string) {
  const { body } = await expectRefused(
    app,
    () => deletion(transferTo),
    409,
    'tokens_not_transferable',
  );
  expect(body.details).toEqual([{ field: `tokens.${id}`, message: reason }]);
}

describe('a deletion with transferTo changes nothing', () => {
  it('if the caller may not give tokens to this owner', async () => {
    await createToken(app, { owner: leaving, assistant });
    for (const to of [account.username, admin.username, 'nobody-at-all']) {
      await expectRefused(app, () => deletion(to, leaving.api), 404, 'not_found');
    }
    await expectRefused(app, () => deletion(team), 404, 'not_found');
    await expectInvalid(app, () => deletion(leaving.username), ['transferTo']);
    await expectInvalid(app, () => deletion('No%20slug'), ['transferTo']);
  });

  it('if the new owner could not use one of the tokens', async () => {
    const { id } = await createToken(app, { owner: leaving, assistant });
    const seatless = await createServiceAccount(app, team, { seat: false });
    const elsewhere = await createServiceAccount(app, await createTeam(app));

    await expectNotTransferable(id, 'owner_without_seat', seatless.username);
    await expectNotTransferable(id, 'assistant_out_of_reach', elsewhere.username);
  });

  it('if the assistant of one of the tokens would be deleted too', async () => {
    const own = await createAssistant(app, { ownerId: leaving.username, shared: true });
    await createToken(app, { owner: leaving, assistant });
    const { id } = await createToken(app, { owner: leaving, assistant: own });

    await expectNotTransferable(id, 'assistant_out_of_reach');

    await admin.api.patch(`/api/assistants/${own.id}`, { ownerId: team });
    expect((await deletion()).status).toBe(200);
  });

  it('if the quota of the new owner does not suffice', async () => {
    const small = await TestApp.start({ env: { MAX_ACTIVE_TOKENS_PER_USER: '2' } });
    try {
      const boss = await createAdmin(small);
      const owner = await createUser(small);
      const own = await createTeam(small, [[owner, 'editor']]);
      const of = await createAssistant(small, { ownerId: own });
      const to = await createServiceAccount(small, own);
      await createTokens(small, 3, { owner, assistant: of });

      const path = `/api/users/${owner.username}?transferTo=${to.username}`;
      const refused = await expectRefused(
        small,
        () => boss.api.delete(path),
        409,
        'tokens_not_transferable',
      );
      expect(refused.body.details).toMatchObject([{ message: 'quota_exceeded' }]);
    } finally {
      await small.close();
    }
  });

  it('for the last admin', async () => {
    const alone = await TestApp.start();
    try {
      const last = await createAdmin(alone);
      const to = await createUser(alone);
      const path = `/api/users/${last.username}?transferTo=${to.username}`;
      await expectRefused(alone, () => last.api.delete(path), 409, 'last_admin');
    } finally {
      await alone.close();
    }
  });
});

describe('a deletion with transferTo', () => {
  it('transfers the assistant tokens, revokes the personal ones, and lists both', async () => {
    const tokens = await createTokens(app, 2, { owner: leaving, assistant });
    const personal = await createToken(app, { owner: leaving });
    const columns = { expiresAt: app.clock.now() };
    const ended = await createToken(app, { owner: leaving, assistant, columns });

    const { status, body } = await deletion();

    expect(status).toBe(200);
    expect(body.transferred).toEqual(tokens.map(({ id }) => id));
    expect([...body.revoked].sort()).toEqual([personal.id, ended.id].sort());
    for (const { api } of tokens) {
      expect((await api.get(`/api/assistants/${assistant.id}`)).status).toBe(200);
      expect((await api.get('/api/auth/session')).body.username).toBe(account.username);
    }
    expect((await personal.api.get('/api/auth/session')).body.code).toBe('invalid_token');
    await expectRefused(
      app,
      () => admin.api.get(`/api/users/${leaving.username}`),
      404,
      'not_found',
    );
    expect(await auditedActions(app, tokens[0]?.id ?? '')).toEqual([
      'token.transferred',
      'token.received',
    ]);
    expect(await auditedActions(app, leaving.username)).toEqual(['user.deleted']);
  });

  it('keeps the chats of these tokens', async () => {
    const { id, api } = await createToken(app, { owner: leaving, assistant });
    const message = { role: 'user', content: 'Hello' };
    await api.post('/api/chats', { assistantId: assistant.id, message });
    const [chat] = await app.dataSource.query('SELECT id FROM chats WHERE token_id = $1', [id]);

    expect((await deletion()).status).toBe(200);

    expect((await api.get(`/api/chats/${chat.id}`)).status).toBe(200);
  });

  it('is for users themselves too, to an account that they manage', async () => {
    const manager = await createUser(app);
    const own = await createTeam(app, [[manager, 'admin']]);
    const of = await createAssistant(app, { ownerId: own });
    const to = await createServiceAccount(app, own);
    const { id } = await createToken(app, { owner: manager, assistant: of });

    const path = `/api/users/${manager.username}?transferTo=${to.username}`;
    expect((await manager.api.delete(path)).body).toEqual({ transferred: [id], revoked: [] });
  });

  it('has nothing to transfer for a user without tokens', async () => {
    expect((await deletion()).body).toEqual({ transferred: [], revoked: [] });
  });
});

describe('a deletion without transferTo', () => {
  it('responds with 204 and revokes all tokens, as before', async () => {
    const { api } = await createToken(app, { owner: leaving, assistant });

    const { status, text } = await admin.api.delete(`/api/users/${leaving.username}`);

    expect([status, text]).toEqual([204, '']);
    expect((await api.get('/api/auth/session')).body.code).toBe('invalid_token');
  });
});
