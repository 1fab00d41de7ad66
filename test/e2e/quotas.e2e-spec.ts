import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken, createTokens } from '../factories/tokens.factory.js';
import { createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { TestApp } from '../support/test-app.js';

const LIMIT = 3;
/** More than the transactions that may be in flight, so that they do not take turns from the start. */
const MANY = 1_005;
const AT_ONCE = 12;

type Make = (user: TestUser, app: TestApp) => Promise<() => Promise<Answer>>;

let count = 0;

const assistants: Make = (user) =>
  Promise.resolve(() =>
    user.api.post('/api/assistants', { slug: `quota-${++count}`, name: 'An assistant' }),
  );
const tokens: Make = async (user, app) => {
  const { naturalId } = await createAssistant(app, { ownerId: user.username });
  return () => user.api.post('/api/tokens', { type: 'assistant', assistantId: naturalId });
};
const webhooks: Make = async (user, app) => {
  const { id } = await createAssistant(app, { ownerId: user.username });
  const body = { url: 'https://crm.example.com/hooks', events: ['token.created'] };
  return () => user.api.post(`/api/assistants/${id}/webhooks`, body);
};
const chats: Make = async (user, app) => {
  const { id } = await createAssistant(app, { ownerId: user.username });
  const message = { role: 'user', content: 'Hello' };
  return () => user.api.post('/api/chats', { assistantId: id, message });
};

const QUOTAS: [string, Make][] = [
  ['assistants', assistants],
  ['active_tokens', tokens],
  ['webhooks', webhooks],
  ['chats', chats],
];

describe('quotas', () => {
  let app: TestApp;
  let second: TestApp;

  beforeAll(async () => {
    const env = {
      MAX_ASSISTANTS_PER_OWNER: String(LIMIT),
      MAX_ACTIVE_TOKENS_PER_USER: String(LIMIT),
      MAX_WEBHOOKS_PER_USER: String(LIMIT),
      MAX_CHATS_PER_USER: String(LIMIT),
      MAX_BYTES_PER_CHAT: '5000',
    };
    app = await TestApp.start({ env });
    second = await TestApp.start({ env, database: app.database });
  });

  afterAll(async () => {
    await second.close();
    await app.close();
  });

  const expectExceeded = ({ status, body }: Answer, quota: string, limit = LIMIT) => {
    expect([status, body.code]).toEqual([409, 'quota_exceeded']);
    expect(body.message).toContain(quota);
    expect(body.details).toEqual([{ field: quota, message: `at most ${limit}` }]);
  };

  describe.each(QUOTAS)('of %s', (quota, make) => {
    it('is exact when many requests come at once, on several instances', async () => {
      const user = await createUser(app);
      const elsewhere = { ...user, api: second.api.as(user.session) };
      const [here, there] = [await make(user, app), await make(elsewhere, app)];

      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) => (i % 2 === 0 ? here() : there())),
      );

      const refused = answers.filter(({ status }) => status === 409);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(LIMIT);
      expect(refused).toHaveLength(AT_ONCE - LIMIT);
      for (const answer of refused) expectExceeded(answer, quota);
    });

    it('does not concern other users, and is counted in the metrics', async () => {
      const make201 = await make(await createUser(app), app);
      const { registry } = app.nest.get(Metrics);

      expect((await make201()).status).toBe(201);

      const line = new RegExp(`^quota_refused_total\\{quota="${quota}"\\} [1-9]`, 'm');
      expect(await registry.metrics()).toMatch(line);
    });
  });

  it('has room again after a deletion or a revocation', async () => {
    const user = await createUser(app);
    const issue = await tokens(user, app);
    const issued = [await issue(), await issue(), await issue()];
    expectExceeded(await issue(), 'active_tokens');

    await user.api.delete(`/api/tokens/${issued[0]?.body.id}`);

    expect((await issue()).status).toBe(201);
    expectExceeded(await issue(), 'active_tokens');
  });

  it('does not count tokens that have ended', async () => {
    const user = await createUser(app);
    const issue = await tokens(user, app);
    const past = new Date(app.clock.now().getTime() - 1_000);
    await createTokens(app, LIMIT, { owner: user, columns: { expiresAt: past } });

    expect((await issue()).status).toBe(201);
  });

  it('of assistants counts those of the owner, also when one moves there', async () => {
    const user = await createUser(app);
    const team = await createTeam(app, [[user, 'editor']]);
    const own = await createAssistant(app, { ownerId: user.username });
    for (let i = 0; i < LIMIT; i++) await createAssistant(app, { ownerId: team });

    const body = { ownerId: team, slug: 'one-more', name: 'One more' };
    expectExceeded(await user.api.post('/api/assistants', body), 'assistants');
    const { headers } = await user.api.get(`/api/assistants/${own.id}`);
    const moved = await user.api.patch(
      `/api/assistants/${own.id}`,
      { ownerId: team },
      { headers: { 'If-Match': headers.get('ETag') ?? '' } },
    );
    expectExceeded(moved, 'assistants');
  });

  it('of chats counts those of the tokens of the user', async () => {
    const user = await createUser(app);
    const assistant = await createAssistant(app, { ownerId: user.username });
    const { api } = await createToken(app, { owner: user, assistant });
    const start = () => api.post('/api/chats', { message: { role: 'user', content: 'Hello' } });
    for (let i = 0; i < LIMIT; i++) expect((await start()).status).toBe(201);

    expectExceeded(await start(), 'chats');
  });

  it('of bytes refuses a message that the chat has no room for', async () => {
    const user = await createUser(app);
    const start = await chats(user, app);
    const { body } = await start();
    const add = (role: string, length: number) =>
      user.api.post(`/api/chats/${body.id}/messages`, { role, content: 'é'.repeat(length) });

    expectExceeded(await add('user', 2_000), 'chat_bytes', 5_000);
    expectExceeded(await add('tool', 2_000), 'chat_bytes', 5_000);
    expect((await add('tool', 500)).status).toBe(201);
    expectExceeded(await add('tool', 500), 'chat_bytes', 5_000);
    expect((await user.api.get(`/api/chats/${body.id}`)).body.messageCount).toBe(3);
  });

  it('is exact when it is large', async () => {
    const large = await startAppForTest({
      database: app.database,
      env: { MAX_ACTIVE_TOKENS_PER_USER: String(MANY) },
    });
    const user = await createUser(app);
    const issue = await tokens({ ...user, api: large.api.as(user.session) }, app);
    await createTokens(app, MANY - LIMIT, { owner: user });

    const answers = await Promise.all(Array.from({ length: AT_ONCE }, issue));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(LIMIT);
  });

  it('does not exist with 0', async () => {
    const unlimited = await startAppForTest({
      database: app.database,
      env: { MAX_ASSISTANTS_PER_OWNER: '0' },
    });
    const user = await createUser(app);
    const make = await assistants({ ...user, api: unlimited.api.as(user.session) }, app);

    for (let i = 0; i <= LIMIT; i++) expect((await make()).status).toBe(201);
  });
});
