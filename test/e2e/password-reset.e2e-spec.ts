import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { createChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { expectInvalid, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const password = 'another horse battery staple';

let app: TestApp;
let admin: TestUser;
let user: TestUser;
let tokens: TestToken[];

beforeAll(async () => {
  app = await TestApp.start();
  admin = await createAdmin(app);
});

afterAll(() => app.close());

beforeEach(async () => {
  user = await createUser(app);
  const assistant = await createAssistant(app, { ownerId: user.username });
  tokens = [
    await createToken(app, { owner: user }),
    await createToken(app, { owner: user, assistant }),
  ];
});

function patch(body: object, api: Api = admin.api): Promise<Answer> {
  return api.patch(`/api/users/${user.username}`, body);
}

async function statuses(): Promise<number[]> {
  const answers = await Promise.all(tokens.map(({ api }) => api.get('/api/auth/session')));
  return answers.map(({ status }) => status);
}

describe('ending tokens is refused', () => {
  it('to a personal token', async () => {
    const ofAdmin = await createToken(app, { owner: admin });
    const request = () => patch({ endTokens: true }, ofAdmin.api);
    await expectRefused(app, request, 403, 'insufficient_scope');
    expect(await statuses()).toEqual([200, 200]);
  });

  it('to another user', async () => {
    const other = await createUser(app);
    await expectRefused(app, () => patch({ endTokens: true }, other.api), 404, 'not_found');
  });

  it('when it is no boolean', async () => {
    await expectInvalid(app, () => patch({ endTokens: 'yes' }), ['endTokens']);
  });
});

describe('a new password', () => {
  it('leaves the tokens, and the response says how many are live', async () => {
    const past = new Date(app.clock.now().getTime() - 1_000);
    await createToken(app, { owner: user, columns: { expiresAt: past } });
    await createToken(app, { owner: user, columns: { revokedAt: past } });

    const { status, body } = await patch({ password });

    expect([status, body.live]).toEqual([200, { sessions: 0, tokens: 2 }]);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('with endTokens revokes all tokens of the user and their children, and no others', async () => {
    const child = await createChild(app, tokens[1] as TestToken);
    const bystander = await createToken(app, { owner: await createUser(app) });

    const { status, body } = await patch({ password, endTokens: true });

    expect([status, body.live]).toEqual([200, { sessions: 0, tokens: 0 }]);
    expect(await statuses()).toEqual([401, 401]);
    expect((await child.api.get('/api/auth/session')).status).toBe(401);
    expect((await bystander.api.get('/api/auth/session')).status).toBe(200);
  });

  it('of the own user keeps the session that sets it', async () => {
    const { body } = await patch({ password, endTokens: true }, user.api);
    expect(body.live).toEqual({ sessions: 1, tokens: 0 });
  });
});

describe('a change without credentials', () => {
  it('says nothing about them', async () => {
    const { body } = await patch({ displayName: 'Somebody', endTokens: false });
    expect(body).not.toHaveProperty('live');
    expect(await statuses()).toEqual([200, 200]);
  });
});
