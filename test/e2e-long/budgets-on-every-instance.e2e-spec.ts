import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AbandonedAnswersSweeper } from '../../src/chats/answers/abandoned-answers.sweeper.js';
import { createAssistant } from '../factories/assistants.factory.js';
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
import { MODEL_USAGE } from '../support/model-server.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';

const ONE = MODEL_USAGE.total_tokens;
const EXHAUSTED = { status: 402, body: { code: 'budget_exhausted' } };

describe('a budget on several instances', () => {
  let scene: ChatScene;
  let other: TestApp;
  let admin: TestUser;
  let token: TestToken;
  /** The token on each instance. */
  let apis: [Api, Api];

  beforeAll(async () => {
    scene = await setChatScene();
    other = await TestApp.start({ database: scene.app.database, env: scene.model.env });
    admin = await createAdmin(scene.app);
  });

  afterAll(async () => {
    other.nest.getHttpServer().closeAllConnections();
    await other.close();
    await leaveChatScene(scene);
  });

  beforeEach(async () => {
    const { app, owner } = scene;
    scene = { ...scene, assistant: await createAssistant(app, { ownerId: owner.username }) };
    token = await createToken(app, { owner, assistant: scene.assistant });
    apis = [token.api, other.api.as(token.secret)];
  });

  const ofToken = () => `/api/tokens/${token.id}/budget`;
  const ofOwner = (username = scene.owner.username) => `/api/users/${username}/budget`;
  const set = async (path: string, modelTokens: number, more: object = {}) => {
    const { status, body } = await admin.api.put(path, { modelTokens, period: 'day', ...more });
    expect(status).toBe(200);
    return body;
  };
  const used = async (path: string) => (await admin.api.get(path)).body.used as number;
  const ask = (api: Api) => api.post('/api/chats', { message: QUESTION });

  it('is exceeded by what was in progress on both, and by nothing more', async () => {
    await set(ofToken(), 4 * ONE);
    const streams = await Promise.all(
      [0, 1, 0, 1, 0, 1].map((index) => streamChat(scene, { api: apis[index] as Api }, 'Here ')),
    );
    expect(await used(ofToken())).toBe(0);
    for (const { asked } of streams) asked.finish();
    for (const { client } of streams) {
      expect((await client.rest()).at(-1)?.event).toBe('message.completed');
    }
    expect(await used(ofToken())).toBe(6 * ONE);

    const late = await Promise.all([...apis, ...apis].map(ask));
    for (const answer of late) expect(answer).toMatchObject(EXHAUSTED);
    expect(await used(ofToken())).toBe(6 * ONE);
  });

  it('is exact although both count at once, and one sets it meanwhile', async () => {
    const [answers] = await Promise.all([
      Promise.all(Array.from({ length: 16 }, (_, index) => ask(apis[index % 2] as Api))),
      (async () => {
        for (let round = 0; round < 5; round++) await set(ofToken(), 10_000 + round);
      })(),
    ]);
    for (const { status } of answers) expect(status).toBe(201);
    expect(await used(ofToken())).toBe(16 * ONE);
  });

  it('warns once, and only the webhooks of the assistant that subscribed', async () => {
    const { app, assistant, owner } = scene;
    const budgetWebhook = await createWebhook(app, { assistant, events: ['budget.warning'] });
    const another = await createAssistant(app, { ownerId: owner.username });
    const silent = [
      await createWebhook(app, { assistant, events: ['token.created'] }),
      await createWebhook(app, { assistant: another, events: ['budget.warning'] }),
    ];
    await set(ofToken(), 10 * ONE, { warnAt: 30 });
    await Promise.all(Array.from({ length: 8 }, (_, index) => ask(apis[index % 2] as Api)));

    const warningsOf = ({ id }: { id: string }) =>
      app.dataSource.query<object[]>(
        `SELECT data FROM webhook_deliveries WHERE webhook_id = $1 AND event = 'budget.warning'`,
        [id],
      );
    const [warning, ...more] = await warningsOf(budgetWebhook);
    expect([warning, more]).toEqual([{ data: expect.objectContaining({ used: 3 * ONE }) }, []]);
    for (const webhook of silent) expect(await warningsOf(webhook)).toEqual([]);
    expect(
      await app.dataSource.query(
        `SELECT FROM audit_events WHERE subject_id = $1 AND action = 'token.budget_warned'`,
        [token.id],
      ),
    ).toHaveLength(1);
  });

  it('counts an answer once that its instance ends while both take the instance for killed', async () => {
    await set(ofToken(), 1_000);
    const estimated = Math.ceil(QUESTION.content.length / 4) + 2;
    for (let round = 0; round < 5; round++) {
      const before = await used(ofToken());
      const { client, asked } = await streamChat(scene, { api: apis[round % 2] as Api }, 'Here ');
      await scene.app.dataSource.query(
        `UPDATE chat_messages SET touched_at = now() - interval '20 seconds', content = 'Here '
         WHERE status = 'streaming'`,
      );
      asked.finish();
      await Promise.all(
        [scene.app, other].map(({ nest }) => nest.get(AbandonedAnswersSweeper).sweep()),
      );
      await client.rest();
      await eventually(async () => (await used(ofToken())) > before);
      expect([ONE, estimated]).toContain((await used(ofToken())) - before);
    }
    const { body } = await admin.api.get(`/api/tokens/${token.id}/usage`);
    const { inputTokens, outputTokens } = body.totals as Record<
      'inputTokens' | 'outputTokens',
      number
    >;
    expect(await used(ofToken())).toBe(inputTokens + outputTokens);
    expect(await scene.app.dataSource.query('SELECT FROM model_calls')).toEqual([]);
  });

  it('of the owner follows a token that gets another owner, and the token keeps its own', async () => {
    const { app, owner, assistant } = scene;
    const heir = await createUser(app);
    const shared = await createAssistant(app, { ownerId: owner.username, shared: true });
    const moved = await createToken(app, { owner, assistant: shared });
    await set(`/api/tokens/${moved.id}/budget`, 100 * ONE);
    await startChat(moved);
    const before = await used(ofOwner());
    const { status, body } = await admin.api.post('/api/tokens/_transfer', {
      ids: [moved.id],
      toOwner: heir.username,
    });
    expect([status, body.results[0].status]).toEqual([200, 'transferred']);

    await set(ofOwner(), 1);
    await startChat(moved);
    expect(await used(`/api/tokens/${moved.id}/budget`)).toBe(2 * ONE);
    expect(await used(ofOwner(heir.username))).toBe(ONE);
    expect(await used(ofOwner())).toBe(before);
    await set(ofOwner(heir.username), ONE);
    expect(await ask(moved.api)).toMatchObject({ ...EXHAUSTED, body: { layer: 'owner' } });
    expect((await admin.api.delete(ofOwner())).status).toBe(204);
    expect(assistant.id).not.toBe(shared.id);
  });

  it('begins again at midnight UTC, on each instance when its clock says so', async () => {
    const { resetsAt } = await set(ofToken(), ONE);
    await startChat(token);
    for (const api of apis) expect(await ask(api)).toMatchObject(EXHAUSTED);
    const untilMidnight = Date.parse(resetsAt) - other.clock.now().getTime();
    other.clock.advance({ seconds: untilMidnight / 1_000 });
    expect(await ask(apis[0])).toMatchObject(EXHAUSTED);
    expect((await ask(apis[1])).status).toBe(201);
    // The period that has begun counts everywhere: a slow clock must not bring back the old one.
    expect(await ask(apis[1])).toMatchObject(EXHAUSTED);
    expect(await ask(apis[0])).toMatchObject(EXHAUSTED);
    expect((await admin.api.get(ofToken())).body.used).toBe(ONE);
  });
});
