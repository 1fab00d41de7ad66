import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createServiceAccount } from '../factories/service-accounts.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import type { Api } from '../support/api.js';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { fingerprintOf } from '../support/fingerprint.js';
import { MODEL_USAGE } from '../support/model-server.js';

const ONE = MODEL_USAGE.total_tokens;
const EXHAUSTED = { status: 402, body: { statusCode: 402, code: 'budget_exhausted' } };

describe('a budget', () => {
  let scene: ChatScene;
  let token: TestToken;
  let owner: Api;
  let admin: TestUser;
  let path: string;

  beforeAll(async () => {
    scene = await setChatScene();
    admin = await createAdmin(scene.app);
    owner = scene.owner.api;
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    const { app, owner: user } = scene;
    const assistant = await createAssistant(app, { ownerId: user.username });
    scene = { ...scene, assistant };
    token = await createToken(app, { owner: user, assistant });
    path = `/api/tokens/${token.id}/budget`;
  });

  afterEach(async () => {
    await admin.api.delete(`/api/users/${scene.owner.username}/budget`);
  });

  const paths = () => ({
    ofToken: path,
    ofAssistant: `/api/assistants/${scene.assistant.id}/budget`,
    ofUser: `/api/users/${scene.owner.username}/budget`,
  });
  const set = async (to: string, modelTokens: number, more: object = {}) => {
    const { status, body } = await admin.api.put(to, { modelTokens, period: 'day', ...more });
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  };
  const ask = (api = token.api, body: object = {}) =>
    api.post('/api/chats', { message: QUESTION, ...body });

  describe('that is set', () => {
    it('is read, replaced and removed', async () => {
      const none = await owner.get(path);
      const made = await owner.put(path, { modelTokens: 500, period: 'month', warnAt: 50 });
      expect(made).toMatchObject({
        status: 200,
        body: { modelTokens: 500, period: 'month', warnAt: 50, used: 0 },
      });
      expect(made.body.resetsAt).toMatch(/-01T00:00:00.000Z$/);
      expect((await owner.get(path)).body).toEqual(made.body);
      await owner.put(path, { modelTokens: 7, period: 'week' });
      expect((await owner.get(path)).body).toMatchObject({ period: 'week', warnAt: 80 });
      expect((await owner.delete(path)).status).toBe(204);
      expect((await owner.delete(path)).status).toBe(204);
      expect((await owner.get(path)).body).toEqual(none.body);
    });

    it('has no limit before, and tells what was used in the month', async () => {
      await startChat(token);
      for (const [kind, at] of Object.entries(paths())) {
        const { status, body } = await admin.api.get(at);
        expect({ kind, status, body }).toEqual({
          kind,
          status: 200,
          body: {
            modelTokens: null,
            period: 'month',
            warnAt: 80,
            used: expect.any(Number),
            resetsAt: expect.stringMatching(/-01T00:00:00.000Z$/),
            _links: { self: { href: at }, edit: { href: at } },
          },
        });
        expect(body.used).toBeGreaterThanOrEqual(ONE);
      }
      expect((await owner.get(path)).body.used).toBe(ONE);
      expect((await ask()).status).toBe(201);
    });

    it('is found by a link of what has it, wherever the caller may set it', async () => {
      const linkOf = async (api: Api, to: string) =>
        (await api.get(to)).body._links['inf:budget']?.href;
      const { ofAssistant, ofUser, ofToken } = paths();
      for (const at of [ofToken, ofAssistant, ofUser]) {
        expect(await linkOf(admin.api, at.replace(/\/budget$/, ''))).toBe(at);
      }
      const team = await createTeam(scene.app, [[scene.owner, 'admin']]);
      const account = await createServiceAccount(scene.app, team);
      const ofAccount = `/api/users/${account.username}/budget`;
      expect(await linkOf(admin.api, account.path)).toBe(ofAccount);
      expect(await set(ofAccount, 5)).toMatchObject({ _links: { self: { href: ofAccount } } });
      expect((await admin.api.get(ofAccount)).body.modelTokens).toBe(5);

      expect(await linkOf(owner, account.path)).toBeUndefined();
      expect(await linkOf(owner, `/api/users/${scene.owner.username}`)).toBeUndefined();
      expect((await owner.get(ofAccount)).status).toBe(403);
      expect((await owner.put(ofAccount, { modelTokens: 9, period: 'day' })).status).toBe(403);
      expect((await admin.api.get(ofAccount)).body.modelTokens).toBe(5);
    });

    it('of a token is not for an owner who may not change the assistant', async () => {
      const reader = await createUser(scene.app);
      const assistant = await createAssistant(scene.app, {
        ownerId: scene.owner.username,
        shared: true,
      });
      const { id } = await createToken(scene.app, { owner: reader, assistant });
      const { body } = await reader.api.get(`/api/tokens/${id}`);
      expect(body._links).not.toHaveProperty('inf:budget');
      for (const answer of [
        await reader.api.get(`/api/tokens/${id}/budget`),
        await reader.api.put(`/api/tokens/${id}/budget`, { modelTokens: 9, period: 'day' }),
        await reader.api.delete(`/api/tokens/${id}/budget`),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    });

    it('has an entity tag that usage does not change', async () => {
      const made = await owner.put(path, { modelTokens: 500, period: 'day' });
      const tag = made.headers.get('ETag') ?? '';
      await startChat(token);
      const same = { 'If-Match': tag };
      const changed = await owner.with(same).put(path, { modelTokens: 600, period: 'day' });
      expect(changed.body).toMatchObject({ modelTokens: 600, used: ONE });
      for (const send of [
        () => owner.with(same).put(path, { modelTokens: 1, period: 'day' }),
        () => owner.with(same).delete(path),
        () => owner.with({ 'If-None-Match': '*' }).put(path, { modelTokens: 1, period: 'day' }),
      ]) {
        expect(await send()).toMatchObject({ status: 412 });
      }
      expect((await owner.get(path)).body.modelTokens).toBe(600);
    });

    it.each([
      [{}, ['modelTokens', 'period']],
      [{ modelTokens: 0, period: 'year', warnAt: 101 }, ['modelTokens', 'period', 'warnAt']],
      [{ modelTokens: 1.5, period: 'day', warnAt: null }, ['modelTokens', 'warnAt']],
      [{ modelTokens: 1, period: 'day', used: 0 }, ['used']],
    ])('is refused, and nothing changes: %j', async (body, fields) => {
      const before = await fingerprintOf(scene.app);
      const answer = await owner.put(path, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(answer.body.details.map(({ field }: { field: string }) => field)).toEqual(fields);
      expect(await fingerprintOf(scene.app)).toBe(before);
    });

    it('counts what was used before in the same period, and is audited', async () => {
      await startChat(token);
      expect(await set(path, ONE)).toMatchObject({ used: ONE });
      expect(await ask()).toMatchObject(EXHAUSTED);
      await admin.api.delete(path);
      const rows = await scene.app.dataSource.query<object[]>(
        'SELECT action, changes FROM audit_events WHERE subject_id = $1 ORDER BY id',
        [token.id],
      );
      expect(rows).toEqual([
        {
          action: 'token.budget_set',
          changes: [
            { field: 'modelTokens', before: null, after: ONE },
            { field: 'period', before: 'month', after: 'day' },
          ],
        },
        {
          action: 'token.budget_removed',
          changes: [{ field: 'modelTokens', before: ONE, after: null }],
        },
      ]);
    });
  });

  describe('that is used up', () => {
    it.each([
      ['token', () => path],
      ['assistant', () => `/api/assistants/${scene.assistant.id}/budget`],
      ['owner', () => `/api/users/${scene.owner.username}/budget`],
    ])('refuses before the model is asked, and names the layer: %s', async (layer, pathOf) => {
      const chat = await startChat(token);
      const { resetsAt } = await set(pathOf(), 1);
      const before = await fingerprintOf(scene.app);
      const asked = scene.model.asked.length;

      const events = { Accept: 'text/event-stream' };
      for (const answer of [
        await ask(),
        await ask(token.api.with({ 'Idempotency-Key': `over-${layer}` })),
        await ask(token.api.with(events)),
        await token.api.post(`/api/chats/${chat.id as string}/messages`, QUESTION),
        await ask((await deriveChild(scene.app, token)).api),
        ...(layer === 'token' ? [] : [await ask(owner, { assistantId: scene.assistant.id })]),
      ]) {
        expect(answer).toMatchObject({ ...EXHAUSTED, body: { layer, resetsAt } });
      }
      expect(scene.model.asked).toHaveLength(asked);
      const written = (text: string) =>
        (JSON.parse(text) as { name: string }[]).filter(({ name }) => /chat|model/.test(name));
      expect(written(await fingerprintOf(scene.app))).toEqual(written(before));
    });

    it('refuses a retry, and accepts messages of tools', async () => {
      scene.model.respond = (asked) => {
        asked.refuse(400);
      };
      const failed = await ask();
      scene.model.respond = (asked) => {
        asked.say('Here').finish();
      };
      await startChat(token);
      await set(path, 1);
      const { chatId, messageId } = failed.body;
      expect(
        await token.api.post(`/api/chats/${chatId}/messages/${messageId}/_retry`),
      ).toMatchObject(EXHAUSTED);
      const note = { role: 'tool', content: 'A result' };
      expect((await token.api.post(`/api/chats/${chatId}/messages`, note)).status).toBe(201);
    });

    it('stays used up after a rotation, and does not concern other tokens', async () => {
      await startChat(token);
      await set(path, ONE);
      const { body } = await owner.post(`/api/tokens/${token.id}/_rotate`, {});
      expect(await ask(scene.app.api.as(body.token))).toMatchObject(EXHAUSTED);
      const { app, owner: user, assistant } = scene;
      expect((await ask((await createToken(app, { owner: user, assistant })).api)).status).toBe(
        201,
      );
    });

    it('names the token first if several are used up', async () => {
      await startChat(token);
      await set(`/api/assistants/${scene.assistant.id}/budget`, 1);
      await set(path, 1);
      expect((await ask()).body).toMatchObject({ layer: 'token' });
    });
  });

  it('lets an answer finish that is on its way, and refuses the next one', async () => {
    await set(path, 1);
    const { client, asked } = await streamChat(scene, token, 'Here ');
    asked.say('they ').finish();
    expect((await client.rest()).at(-1)?.event).toBe('message.completed');
    expect(await ask()).toMatchObject(EXHAUSTED);
    expect((await owner.get(path)).body.used).toBe(ONE);
  });

  it('counts every answer of many at once, on all layers, and is exceeded by those only', async () => {
    const ofAssistant = `/api/assistants/${scene.assistant.id}/budget`;
    await set(path, 3 * ONE);
    await set(ofAssistant, 1_000 * ONE);
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask()));
    const done = answers.filter(({ status }) => status === 201).length;
    expect(answers.filter(({ status }) => ![201, 402].includes(status))).toEqual([]);
    expect(done).toBeGreaterThanOrEqual(3);
    expect((await owner.get(path)).body.used).toBe(done * ONE);
    expect((await owner.get(ofAssistant)).body.used).toBe(done * ONE);
    expect(await ask()).toMatchObject(EXHAUSTED);
  });

  it('is exact although it is set while answers end', async () => {
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 15 }, () => ask())),
      (async () => {
        for (let round = 0; round < 8; round++) await set(path, 10_000 + round);
      })(),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect((await owner.get(path)).body.used).toBe(15 * ONE);
  });

  describe('whose warning is due', () => {
    const warnings = async (webhookId: string) =>
      scene.app.dataSource.query<{ data: object }[]>(
        `SELECT data FROM webhook_deliveries WHERE webhook_id = $1 AND event = 'budget.warning'`,
        [webhookId],
      );

    it('is announced once in a period, with an audit record', async () => {
      const webhook = await createWebhook(scene.app, {
        assistant: scene.assistant,
        events: ['budget.warning'],
      });
      await set(path, 10 * ONE, { warnAt: 30 });
      await startChat(token);
      await startChat(token);
      expect(await warnings(webhook.id)).toEqual([]);
      await Promise.all([startChat(token), startChat(token), startChat(token)]);
      await startChat(token);

      const [warning, ...others] = await warnings(webhook.id);
      expect(others).toEqual([]);
      expect(warning?.data).toMatchObject({
        assistantId: scene.assistant.naturalId,
        layer: 'token',
        tokenId: token.id,
        modelTokens: 10 * ONE,
        period: 'day',
        warnAt: 30,
        used: 3 * ONE,
        resetsAt: expect.stringMatching(/T00:00:00.000Z$/),
      });
      expect(
        await scene.app.dataSource.query(
          `SELECT actor FROM audit_events WHERE subject_id = $1 AND action = 'token.budget_warned'`,
          [token.id],
        ),
      ).toEqual([{ actor: null }]);
    });
  });

  it('that is lowered below what was used refuses at once, and raised again lets pass', async () => {
    await set(path, 10 * ONE);
    await startChat(token);
    await startChat(token);
    expect(await set(path, ONE)).toMatchObject({ modelTokens: ONE, used: 2 * ONE });
    expect(await ask()).toMatchObject(EXHAUSTED);
    await set(path, 3 * ONE);
    expect((await ask()).status).toBe(201);
    expect(await ask()).toMatchObject(EXHAUSTED);
  });

  it('counts the days of its new period when the period changes', async () => {
    await startChat(token);
    await startChat(token);
    await scene.app.dataSource.query(
      `INSERT INTO model_usage SELECT assistant_id, day - 40, user_id, token_id, subject, currency,
         1000, 0, 0, 0 FROM model_usage WHERE token_id = $1`,
      [token.id],
    );
    for (const period of ['month', 'day', 'week', 'day']) {
      expect(await set(path, 100 * ONE, { period })).toMatchObject({ period, used: 2 * ONE });
    }
    expect(await set(path, 2 * ONE, { period: 'month' })).toMatchObject({ used: 2 * ONE });
    expect(await ask()).toMatchObject(EXHAUSTED);
  });

  it('begins again with the next period', async () => {
    await startChat(token);
    await set(path, ONE);
    expect(await ask()).toMatchObject(EXHAUSTED);
    await scene.app.dataSource.query(
      'UPDATE budgets SET period_start = period_start - 1, warned = true WHERE token_id = $1',
      [token.id],
    );
    expect((await owner.get(path)).body.used).toBe(0);
    expect((await ask()).status).toBe(201);
    expect((await owner.get(path)).body.used).toBe(ONE);
  });
});
