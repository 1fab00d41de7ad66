import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LostCallsSweeper } from '../../src/tokens/spend/calls/lost-calls.sweeper.js';
import { AbandonedAnswersSweeper } from '../../src/chats/answers/abandoned-answers.sweeper.js';
import { RetentionService } from '../../src/tokens/retention/retention.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { deriveChild } from '../factories/children.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createSession } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import type { Api } from '../support/api.js';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
  untilEnded,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { MODEL_USAGE } from '../support/model-server.js';
import type { AskedModel } from '../support/model-server.js';
import { eventually } from '../support/service-process.js';

const { prompt_tokens: INPUT, completion_tokens: OUTPUT } = MODEL_USAGE;
const ONE = { inputTokens: INPUT, outputTokens: OUTPUT, estimatedTokens: 0 };
const NOTHING = { inputTokens: 0, outputTokens: 0, estimatedTokens: 0 };
/** One token for four characters of the question. */
const QUESTION_TOKENS = Math.ceil(QUESTION.content.length / 4);

const times = (count: number) => ({ inputTokens: count * INPUT, outputTokens: count * OUTPUT });

describe('the tokens of models', () => {
  let scene: ChatScene;
  let token: TestToken;
  let owner: Api;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    const { app, owner: user } = scene;
    const assistant = await createAssistant(app, { ownerId: user.username });
    scene = { ...scene, assistant };
    token = await createToken(app, { owner: user, assistant });
    owner = user.api;
    scene.model.respond = (asked) => {
      asked.say('Here ').finish();
    };
  });

  const usageOf = async (path: string, api = owner) => (await api.get(path)).body;
  const ofToken = async ({ id } = token) => (await usageOf(`/api/tokens/${id}/usage`)).totals;
  const ofAssistant = async () =>
    (await usageOf(`/api/assistants/${scene.assistant.id}/usage`)).totals;
  const ofOwner = async () => (await usageOf(`/api/users/${scene.owner.username}/usage`)).totals;

  describe('of an answer', () => {
    it('count for the token, the assistant, the owner and the day', async () => {
      const before = await ofOwner();
      const chat = await startChat(token);
      await token.api.post(`/api/chats/${chat.id as string}/messages`, QUESTION);

      const { totals, days } = await usageOf(`/api/tokens/${token.id}/usage`);
      expect(totals).toMatchObject({ ...times(2), estimatedTokens: 0, unpricedTokens: 20 });
      expect(days.at(-1)).toMatchObject(times(2));
      expect(days.at(-2)).toMatchObject(NOTHING);
      expect(await ofAssistant()).toMatchObject(times(2));
      expect((await ofOwner()).inputTokens - before.inputTokens).toBe(2 * INPUT);
      expect(await usageOf('/api/tokens/self/usage', token.api)).toMatchObject({ totals });
    });

    it('count for the assistant and the owner if a session asks', async () => {
      await startChat({ api: owner }, { assistantId: scene.assistant.id });

      expect(await ofAssistant()).toMatchObject(ONE);
      expect(await ofToken()).toMatchObject(NOTHING);
    });

    it('count for the personal token that asks', async () => {
      const personal = await createToken(scene.app, { owner: scene.owner });
      await startChat(personal, { assistantId: scene.assistant.id });

      expect(await ofToken(personal)).toMatchObject(ONE);
      expect(await ofAssistant()).toMatchObject(ONE);
    });

    it('count for the parent of the child token that asks', async () => {
      await startChat(await deriveChild(scene.app, token, { label: 'Ada' }));

      expect(await ofToken()).toMatchObject(ONE);
    });

    it('count for who asks, not for who started the chat', async () => {
      const chat = await startChat(token);
      await owner.post(`/api/chats/${chat.id as string}/messages`, QUESTION);

      expect(await ofToken()).toMatchObject(ONE);
      expect(await ofAssistant()).toMatchObject(times(2));
    });

    it('stay under the same id when the token is rotated', async () => {
      await startChat(token);
      const { body } = await owner.post(`/api/tokens/${token.id}/_rotate`, {});
      await startChat({ api: scene.app.api.as(body.token) });

      expect(await ofToken()).toMatchObject(times(2));
    });

    it('count once each, however many come at once', async () => {
      await Promise.all(Array.from({ length: 20 }, () => startChat(token)));

      expect(await ofToken()).toMatchObject(times(20));
      expect(await ofAssistant()).toMatchObject(times(20));
    });

    it('count once if the request is repeated with its idempotency key', async () => {
      const api = token.api.with({ 'Idempotency-Key': 'once' });
      const [first, second] = [await startChat({ api }), await startChat({ api })];

      expect(second.id).toBe(first.id);
      expect(await ofToken()).toMatchObject(ONE);
    });

    it('count even if the chat is deleted before the answer ends', async () => {
      const { chatId, asked } = await streamChat(scene, token, 'Here ');
      expect((await token.api.delete(`/api/chats/${chatId}`)).status).toBe(204);
      await asked.closed;

      await eventually(async () => (await ofToken()).inputTokens > 0);
      expect(await ofToken()).toMatchObject({ inputTokens: QUESTION_TOKENS, outputTokens: 2 });
    });

    it('leave no open calls behind', async () => {
      await startChat(token);

      expect(await scene.app.dataSource.query('SELECT FROM model_calls')).toEqual([]);
    });
  });

  describe('of an answer for which the model reports no usage', () => {
    it('are estimated, and the response says so', async () => {
      scene.model.respond = (asked) => {
        asked.say('12345678').sendRaw('data: [DONE]\n\n');
        asked.response.end();
      };
      await startChat(token);

      expect(await ofToken()).toMatchObject({
        inputTokens: QUESTION_TOKENS,
        outputTokens: 2,
        estimatedTokens: QUESTION_TOKENS + 2,
      });
    });

    it.each<[string, (asked: AskedModel) => void, object]>([
      [
        'refuses',
        (asked) => {
          asked.refuse(400);
        },
        NOTHING,
      ],
      [
        'is gone before the first text',
        (asked) => {
          asked.breakOff();
        },
        NOTHING,
      ],
      [
        'breaks off',
        (asked) => {
          asked.say('Here ');
          setImmediate(() => {
            asked.breakOff();
          });
        },
        { inputTokens: QUESTION_TOKENS, outputTokens: 2 },
      ],
    ])('because it %s', async (_what, respond, expected) => {
      scene.model.respond = respond;
      const { status } = await token.api.post('/api/chats', { message: QUESTION });

      expect(status).toBe(502);
      expect(await ofToken()).toMatchObject(expected);
    });
  });

  describe('of an answer that nobody waits for', () => {
    it('are estimated from the text so far, once, and a retry counts again', async () => {
      const { client, path, asked } = await streamChat(scene, token, 'Here ');
      await scene.app.dataSource.query(
        `UPDATE chat_messages SET touched_at = now() - interval '20 seconds', content = 'Here '
         WHERE status = 'streaming'`,
      );
      const sweeper = scene.app.nest.get(AbandonedAnswersSweeper);
      await Promise.all([sweeper.sweep(), sweeper.sweep()]);
      await untilEnded(token.api, path);
      await asked.closed;
      await client.rest();
      const abandoned = { inputTokens: QUESTION_TOKENS, outputTokens: 2 };
      expect(await ofToken()).toMatchObject(abandoned);

      expect((await token.api.post(`${path}/_retry`)).status).toBe(200);
      expect(await ofToken()).toMatchObject({
        inputTokens: QUESTION_TOKENS + INPUT,
        outputTokens: 2 + OUTPUT,
      });
    });

    it('count although the chat was deleted and the instance was killed', async () => {
      await startChat(token);
      await scene.app.dataSource.query(
        `INSERT INTO model_calls (message_id, attempt, assistant_id, user_id, token_id, subject,
           model, prompt_characters, started_at)
         SELECT gen_random_uuid(), 1, assistant_id, user_id, token_id, subject, 'm', 40,
           now() - minutes * interval '1 minute'
         FROM model_usage, unnest(ARRAY[19, 21]) AS minutes WHERE token_id = $1`,
        [token.id],
      );
      const sweeper = scene.app.nest.get(LostCallsSweeper);
      await Promise.all([sweeper.sweep(), sweeper.sweep()]);
      await scene.app.dataSource.query('DELETE FROM model_calls');

      expect(await ofToken()).toMatchObject({ inputTokens: INPUT + 10, outputTokens: OUTPUT });
    });
  });

  it('are deleted after 400 days', async () => {
    const later = await startAppForTest({ database: scene.app.database });
    await startChat(token);
    const day = scene.app.clock.now().toISOString().slice(0, 10);
    const session = scene.app.api.as(
      await createSession(scene.app, scene.owner.id, 1_000 * 86_400_000),
    );
    const used = async () =>
      (await usageOf(`/api/tokens/${token.id}/usage?from=${day}&to=${day}`, session)).totals;
    later.clock.advance({ days: 400 });
    await later.nest.get(RetentionService).sweep();
    expect(await used()).toMatchObject(ONE);

    later.clock.advance({ days: 1 });
    await later.nest.get(RetentionService).sweep();
    expect(await used()).toMatchObject(NOTHING);
  });
});
