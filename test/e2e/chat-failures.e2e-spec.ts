import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import type { Answer } from '../support/api.js';
import { EventClient } from '../support/event-client.js';
import { DEFAULT_ANSWER } from '../support/model-server.js';
import type { AskedModel } from '../support/model-server.js';
import { expectRefused } from '../support/refusal.js';

type Behaviour = (asked: AskedModel) => unknown;

const FAILURES: [what: string, behave: Behaviour, status: number, code: string, kept: string][] = [
  [
    'refuses the key',
    (asked) => {
      asked.refuse(401);
    },
    502,
    'model_refused',
    '',
  ],
  [
    'knows no such model',
    (asked) => {
      asked.refuse(404);
    },
    502,
    'model_refused',
    '',
  ],
  [
    'has too many requests',
    (asked) => {
      asked.refuse(429);
    },
    502,
    'model_rate_limited',
    '',
  ],
  [
    'is out of order',
    (asked) => {
      asked.refuse(500);
    },
    502,
    'model_failed',
    '',
  ],
  [
    'is overloaded',
    (asked) => {
      asked.refuse(503);
    },
    502,
    'model_failed',
    '',
  ],
  [
    'is late behind its gateway',
    (asked) => {
      asked.refuse(504);
    },
    504,
    'model_timeout',
    '',
  ],
  [
    'hangs up at once',
    (asked) => {
      asked.breakOff();
    },
    502,
    'model_failed',
    '',
  ],
  ['sends what is no event', (asked) => asked.response.end('<html>'), 502, 'model_failed', ''],
  [
    'sends what is no JSON',
    (asked) => {
      asked.say('Here ').sendRaw('data: {"choices": [\n\n');
      asked.finish();
    },
    502,
    'model_failed',
    'Here ',
  ],
  [
    'tells of an error in the middle',
    (asked) => {
      asked.say('Here ').sendRaw('data: {"error":{"message":"upstream-secret"}}\n\n');
    },
    502,
    'model_failed',
    'Here ',
  ],
  [
    'ends without an end',
    (asked) => asked.say('Here ').response.end(),
    502,
    'model_failed',
    'Here ',
  ],
  [
    'says too much',
    (asked) => asked.say(...Array.from({ length: 11 }, () => 'x'.repeat(100_000))),
    502,
    'answer_too_long',
    'x'.repeat(1_000_000),
  ],
];

describe('a model that fails', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene({ MODEL_TIMEOUT: '1' });
  });

  afterAll(() => leaveChatScene(scene));

  const ask = async (behave: Behaviour): Promise<Answer> => {
    const { model, token } = scene;
    const taken = model.take();
    const answer = token.api.post('/api/chats', { message: QUESTION });
    behave(await taken);
    return answer;
  };

  const expectKept = async ({ headers, body }: Answer, content: string) => {
    const path = `/api/chats/${body.chatId as string}/messages/${body.messageId as string}`;
    expect(headers.get('Location')).toBe(path);
    const { token } = scene;
    const kept = (await token.api.get(path)).body;
    expect(kept).toMatchObject({ status: 'failed', errorCode: body.code, usage: null });
    expect(kept.content === content).toBe(true);
    const messages = await token.api.get(`/api/chats/${body.chatId as string}/messages`);
    expect(messages.body._embedded['inf:message'][0]).toMatchObject(QUESTION);
  };

  it.each(FAILURES)('because it %s, is told so', async (_what, behave, status, code, kept) => {
    const answer = await ask(behave);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toMatch(/upstream-secret|sk-/);
    expect(scene.app.log.text).not.toMatch(/upstream-secret|sk-|top deals/);
    await expectKept(answer, kept);
  });

  it.each([
    ['the first word', []],
    ['the next word', ['Here ']],
  ])(
    'because it is silent before %s, leads to an error, and its request is canceled',
    async (_what, pieces) => {
      const { model, token } = scene;
      const taken = model.take();
      const request = token.api.post('/api/chats', { message: QUESTION });
      const asked = await taken;
      asked.say(...pieces);
      const answer = await request;
      expect([answer.status, answer.body.code]).toEqual([504, 'model_timeout']);
      await asked.closed;
      await expectKept(answer, pieces.join(''));
    },
  );

  it.each([
    ['7', '7'],
    ['0', '1'],
    ['999999', '3600'],
    ['soon', null],
  ])('with Retry-After %s passes on %s', async (given, passed) => {
    const answer = await ask((asked) => {
      asked.refuse(429, { 'Retry-After': given });
    });
    expect(answer.body.code).toBe('model_rate_limited');
    expect(answer.headers.get('Retry-After')).toBe(passed);
  });

  it('is reported in events too, with the text received so far', async () => {
    const { token } = scene;
    const { client, asked, answerId, path } = await streamChat(scene, token, 'Here ');
    asked.breakOff();
    expect(await client.rest()).toEqual([
      {
        event: 'error',
        id: `${answerId}:1:5:end`,
        data: { code: 'model_failed', message: expect.any(String), messageId: answerId },
      },
    ]);
    const late = await EventClient.open(token.api, 'GET', path, { lastEventId: client.lastId });
    expect(await late.rest()).toMatchObject([{ event: 'error', data: { code: 'model_failed' } }]);
  });

  it('reports in events too when to retry', async () => {
    const { token, model } = scene;
    const taken = model.take();
    const body = { message: QUESTION };
    const client = await EventClient.open(token.api, 'POST', '/api/chats', { body });
    (await taken).refuse(429, { 'Retry-After': '7' });
    expect(await client.rest()).toMatchObject([
      { event: 'chat.created' },
      { event: 'error', data: { code: 'model_rate_limited', retryAfter: 7 } },
    ]);
  });

  describe('when the answer is retried', () => {
    let path: string;
    let chatPath: string;

    beforeEach(async () => {
      const { body } = await ask((asked) => {
        asked.refuse(500);
      });
      chatPath = `/api/chats/${body.chatId as string}`;
      path = `${chatPath}/messages/${body.messageId as string}`;
    });

    it('the new answer replaces the failed one', async () => {
      const { token, model } = scene;
      const before = (await token.api.get(path)).body;
      const { status, body } = await token.api.post(before._links['inf:retry'].href);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: before.id,
        status: 'complete',
        content: DEFAULT_ANSWER,
        errorCode: null,
      });
      expect(body._links).not.toHaveProperty('inf:retry');
      expect(model.asked.at(-1)?.body.messages).toEqual([QUESTION]);
      expect((await token.api.get(chatPath)).body.messageCount).toBe(2);
    });

    it('the new answer may fail again, and be retried again', async () => {
      const { token, model } = scene;
      const taken = model.take();
      const request = token.api.post(`${path}/_retry`);
      (await taken).say('Almost').breakOff();
      expect((await request).body.code).toBe('model_failed');
      expect((await token.api.post(`${path}/_retry`)).status).toBe(200);
    });

    it('the same happens if a tool has added a message since', async () => {
      const { token } = scene;
      await token.api.post(`${chatPath}/messages`, { role: 'tool', content: '42' });
      const { _links: links } = (await token.api.get(path)).body;
      expect((await token.api.post(links['inf:retry'].href)).status).toBe(200);
    });

    it('the new answer can come in events', async () => {
      const { token } = scene;
      const client = await EventClient.open(token.api, 'POST', `${path}/_retry`);
      expect(client.response.status).toBe(200);
      expect(await client.rest()).toMatchObject([
        { event: 'message.created', data: { content: '', status: 'streaming' } },
        { event: 'message.delta' },
        { event: 'message.delta' },
        { event: 'message.delta' },
        { event: 'message.completed', data: { content: DEFAULT_ANSWER } },
      ]);
    });

    it('many concurrent retries ask the model once', async () => {
      const { token, model } = scene;
      const count = model.asked.length;
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => token.api.post(`${path}/_retry`)),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, 409, 409, 409, 409]);
      expect(model.asked).toHaveLength(count + 1);
    });

    it('a retry is refused if the message did not fail, is no answer, or is not the last answer', async () => {
      const { app, token } = scene;
      const { body } = await token.api.get(`${chatPath}/messages`);
      const [question] = body._embedded['inf:message'];
      const retry = (of: string) => () => token.api.post(`${of}/_retry`);
      await expectRefused(app, retry(question._links.self.href), 409, 'message_not_retryable');
      await token.api.post(`${chatPath}/messages`, QUESTION);
      expect((await token.api.get(path)).body._links).not.toHaveProperty('inf:retry');
      await expectRefused(app, retry(path), 409, 'message_not_retryable');
      const complete = (await startChat(token))._embedded['inf:message'][1];
      await expectRefused(app, retry(complete._links.self.href), 409, 'message_not_retryable');
      await expectRefused(app, retry(`${chatPath}/messages/none`), 404, 'not_found');
    });
  });
});
