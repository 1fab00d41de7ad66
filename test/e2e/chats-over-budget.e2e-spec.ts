import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { leaveChatScene, QUESTION, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';

const CHATS = { method: 'POST', path: '/api/chats' };
const UUID = /^[0-9a-f-]{36}$/;

describe('a question over the budget', () => {
  let scene: ChatScene;
  let admin: TestUser;
  let token: TestToken;

  beforeAll(async () => {
    scene = await setChatScene();
    admin = await createAdmin(scene.app);
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    const { app, owner } = scene;
    scene = { ...scene, assistant: await createAssistant(app, { ownerId: owner.username }) };
    token = await createToken(app, { owner, assistant: scene.assistant });
  });

  const ofAssistant = () => `/api/assistants/${scene.assistant.id}/budget`;
  const ofToken = () => `/api/tokens/${token.id}/budget`;
  const set = async (path: string, modelTokens = 1): Promise<Answer['body']> => {
    const { status, body } = await admin.api.put(path, { modelTokens, period: 'week' });
    expect(status).toBe(200);
    return body;
  };
  const ask = (api: Api = token.api, more: object = {}) =>
    api.post('/api/chats', { message: QUESTION, ...more });
  const explain = async (request: object, { id }: { id: string } = token) =>
    (await scene.owner.api.post(`/api/tokens/${id}/_explain`, request)).body;
  const outcomeIn = ({ checks }: Answer['body']) => checks.at(-1);

  it('gets a body that tells whose budget it is and when it begins again, through every door', async () => {
    scene.model.respond = (asked) => {
      asked.refuse(400);
    };
    const { chatId, messageId } = (await ask()).body;
    scene.model.respond = (asked) => {
      asked.say('Here').finish();
    };
    const chat = (await startChat(token)).id as string;
    const child = await deriveChild(scene.app, token);
    const { resetsAt } = await set(ofToken());
    const asked = scene.model.asked.length;
    const streaming = { Accept: 'text/event-stream' };
    const retry = `/api/chats/${chatId}/messages/${messageId}/_retry`;

    for (const answer of [
      await ask(),
      await ask(child.api),
      await ask(token.api.with(streaming)),
      await token.api.post(`/api/chats/${chat}/messages`, QUESTION),
      await token.api.with(streaming).post(`/api/chats/${chat}/messages`, QUESTION),
      await token.api.post(retry),
      await token.api.with(streaming).post(retry),
    ]) {
      expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 402,
        body: {
          statusCode: 402,
          error: 'Payment Required',
          code: 'budget_exhausted',
          message: 'The budget of the token is used up.',
          requestId: expect.stringMatching(UUID),
          layer: 'token',
          resetsAt,
        },
      });
    }
    expect(scene.model.asked).toHaveLength(asked);
  });

  it('is answered with the same idempotency key once the budget was raised', async () => {
    await startChat(token);
    await set(ofToken());
    const api = token.api.with({ 'Idempotency-Key': 'later' });
    expect((await ask(api)).status).toBe(402);
    await set(ofToken(), 10_000);
    expect((await ask(api)).status).toBe(201);
  });

  describe('is explained', () => {
    it('by the budget, after all other checks', async () => {
      await startChat(token);
      await set(ofAssistant());
      const child = await deriveChild(scene.app, token);

      for (const { id } of [token, child]) {
        const body = await explain(CHATS, { id });
        expect(body).toMatchObject({ allowed: false, refusedBy: 'budget' });
        expect(outcomeIn(body)).toEqual({
          name: 'budget',
          verdict: 'refuse',
          code: 'budget_exhausted',
          message: 'The budget of the assistant is used up.',
          because: {
            fact: 'budget',
            value: 10,
            expected: 1,
            source: 'budget',
            remedy: 'Wait for the next period of the budget, or raise the budget.',
          },
        });
      }
      expect((await scene.owner.api.get(ofAssistant())).body.used).toBe(10);
    });

    it('as allowed once the next period has begun, and with what is left', async () => {
      await startChat(token);
      const { resetsAt } = await set(ofToken());
      expect(await explain({ ...CHATS, at: resetsAt })).toMatchObject({ allowed: true });
      await set(ofToken(), 11);
      expect(outcomeIn(await explain(CHATS))).toMatchObject({ name: 'budget', verdict: 'pass' });
    });

    it('as not concerned if it asks no model', async () => {
      const chat = (await startChat(token)).id as string;
      await set(ofToken());
      const path = `/api/chats/${chat}/messages`;
      for (const request of [
        { path: '/api/chats' },
        { method: 'POST', path, body: { role: 'tool', content: 'A result' } },
      ]) {
        const body = await explain(request);
        expect(body).toMatchObject({ allowed: true });
        expect(outcomeIn(body)).toMatchObject({ name: 'budget', verdict: 'not_applicable' });
      }
      const body = { role: 'user', content: 'Hello' };
      expect(await explain({ method: 'POST', path, body })).toMatchObject({ refusedBy: 'budget' });
    });

    it('with its requestId, like every refused request', async () => {
      await startChat(token);
      await set(ofAssistant());
      const { requestId } = (await ask()).body;
      const explained = await explain(CHATS);
      const refused = await scene.owner.api.get(`/api/refusals/${requestId}`);
      expect(refused).toMatchObject({ status: 200, body: { refusedBy: 'budget' } });
      expect(refused.body.checks.map(({ name }: { name: string }) => name)).toEqual(
        explained.checks.map(({ name }: { name: string }) => name),
      );
      expect(outcomeIn(refused.body)).toEqual(outcomeIn(explained));
    });

    it('with its requestId for a session, to its user and to admins', async () => {
      await startChat(token);
      await set(ofAssistant());
      const { body } = await ask(scene.owner.api, { assistantId: scene.assistant.id });
      for (const api of [scene.owner.api, admin.api]) {
        expect((await api.get(`/api/refusals/${body.requestId}`)).body).toMatchObject({
          tokenId: null,
          refusedBy: 'budget',
        });
      }
    });
  });
});
