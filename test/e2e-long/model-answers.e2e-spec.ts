import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaveChatScene, QUESTION, setChatScene, startChat } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { EventClient } from '../support/event-client.js';
import { sayDefaultAnswer } from '../support/model-server.js';
import type { AskedModel, ModelAnswer } from '../support/model-server.js';
import { ODD_ANSWERS } from '../support/odd-model-answers.js';
import type { ExpectedAnswer, OddAnswer } from '../support/odd-model-answers.js';

interface Case {
  name: string;
  answer: ModelAnswer;
  expect: ExpectedAnswer;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../support/model-answers.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

const CASES: OddAnswer[] = cases
  .filter(({ answer }) => answer.status === 200)
  .map(({ name, answer, expect: expected }) => [name, answer, expected]);

const SECRET = /secret|thinking/;

describe('the answer of a model', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  it.each([...CASES, ...ODD_ANSWERS])(
    'that %s is the same in the document and in the events',
    async (_what, answer, { httpStatus, ...expected }) => {
      const { model, token } = scene;
      model.respond = (asked) => {
        asked.answer(answer);
      };
      const response = await token.api.post('/api/chats', { message: QUESTION });
      expect(response.status).toBe(httpStatus);
      expect(response.text).not.toMatch(SECRET);
      const isComplete = httpStatus === 201;
      if (!isComplete) expect(response.body.code).toBe(expected.errorCode);
      const path = isComplete
        ? (response.body._embedded['inf:message'][1]._links.self.href as string)
        : String(response.headers.get('Location'));
      const stored = (await token.api.get(path)).body;
      expect(stored).toMatchObject(expected);
      if (isComplete) {
        const { _links: links } = response.body._embedded['inf:message'][1];
        expect(response.body._embedded['inf:message'][1]).toEqual({ ...stored, _links: links });
      }

      const body = { message: QUESTION };
      const client = await EventClient.open(token.api, 'POST', '/api/chats', { body });
      const last = (await client.rest()).at(-1);
      expect(client.text).toBe(stored.content);
      expect(JSON.stringify(client.received)).not.toMatch(SECRET);
      expect(last).toMatchObject(
        isComplete
          ? { event: 'message.completed', data: expected }
          : { event: 'error', data: { code: expected.errorCode } },
      );
      expect(scene.app.log.text).not.toMatch(/upstream-secret/);
    },
  );

  it('that is whole stays complete when the connection breaks', async () => {
    const { model, token } = scene;
    model.respond = (asked) => {
      asked.sendRaw('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"length"}]}\n\n');
      setImmediate(() => {
        asked.breakOff();
      });
    };
    const { _embedded: embedded } = await startChat(token);
    expect(embedded['inf:message'][1]).toMatchObject({
      status: 'complete',
      content: 'Hi',
      finishReason: 'length',
    });
  });

  it('that is whole does not wait for an endpoint that keeps the connection alive', async () => {
    const impatient = await setChatScene({ MODEL_TIMEOUT: '1' });
    impatient.model.respond = (asked) => {
      asked.sendRaw('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n');
      const alive = setInterval(() => {
        asked.sendRaw(': alive\n\n');
      }, 100);
      void asked.closed.then(() => {
        clearInterval(alive);
      });
    };
    const { _embedded: embedded } = await startChat(impatient.token);
    expect(embedded['inf:message'][1]).toMatchObject({ status: 'complete', content: 'Hi' });
    await leaveChatScene(impatient);
  });

  it('that failed with a finish reason has none while it is retried', async () => {
    const { model, token } = scene;
    model.respond = (asked) => {
      asked.sendRaw('data: {"choices":[{"finish_reason":"content_filter"}]}\n\n');
      asked.response.end('data: [DONE]\n\n');
    };
    const { headers } = await token.api.post('/api/chats', { message: QUESTION });
    model.respond = sayDefaultAnswer;
    const path = String(headers.get('Location'));
    const client = await EventClient.open(token.api, 'POST', `${path}/_retry`);
    expect(await client.next()).toMatchObject({ data: { finishReason: null } });
    expect((await client.rest()).at(-1)).toMatchObject({ data: { finishReason: 'stop' } });
  });
});

describe('an endpoint that refuses stream_options', () => {
  const refusal = cases.find(({ name }) => name === 'stream-options-refused');
  const good = cases.find(({ name }) => name === 'choices-null-first');
  if (refusal === undefined || good === undefined) throw new Error('A case is missing.');

  const refuse =
    (answer: ModelAnswer) =>
    (asked: AskedModel): void => {
      asked.answer(asked.body.stream_options === undefined ? good.answer : answer);
    };

  async function withScene(test: (scene: ChatScene) => Promise<void>): Promise<void> {
    const scene = await setChatScene();
    try {
      await test(scene);
    } finally {
      await leaveChatScene(scene);
    }
  }

  it.each([
    ['with 400', refusal.answer],
    ['without naming them', { ...refusal.answer, body: 'Bad Request' }],
    ['with 422', { ...refusal.answer, status: 422, body: '{"detail":[{"type":"extra"}]}' }],
  ])('%s is asked again without them, and from then on at once', (_how, answer) =>
    withScene(async ({ model, token }) => {
      model.respond = refuse(answer);
      for (const count of [2, 3]) {
        const { _embedded: embedded } = await startChat(token);
        const { status, content, finishReason } = refusal.expect;
        expect(embedded['inf:message'][1]).toMatchObject({ status, content, finishReason });
        expect(model.asked).toHaveLength(count);
      }
    }),
  );

  it('after it has accepted them is asked again if it names them', () =>
    withScene(async ({ model, token }) => {
      await startChat(token);
      model.respond = refuse({ ...refusal.answer, body: 'Bad Request' });
      expect((await token.api.post('/api/chats', { message: QUESTION })).status).toBe(502);
      expect(model.asked).toHaveLength(2);
      model.respond = refuse(refusal.answer);
      await startChat(token);
      expect(model.asked).toHaveLength(4);
    }));

  it('and everything else has refused the request', () =>
    withScene(async ({ app, model, token }) => {
      model.respond = (asked) => {
        asked.refuse(400);
      };
      for (const count of [2, 4]) {
        const { body } = await token.api.post('/api/chats', { message: QUESTION });
        expect(body.code).toBe('model_refused');
        expect(model.asked).toHaveLength(count);
      }
      expect(app.log.text).not.toMatch(/upstream-secret/);
    }));
});
