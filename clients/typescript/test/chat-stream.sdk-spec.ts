import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerFailedError, AssistantTokens, ConnectionError } from 'assistant-tokens-client';
import type { ChatEvent } from 'assistant-tokens-client';
import { ModelServer } from '../../../test/support/model-server.js';
import { FlakyProxy } from './support/flaky-proxy.js';
import { QUICK, Service } from './support/service.js';

const QUESTION = { content: 'Show me top deals' };

describe('a stream', () => {
  let model: ModelServer;
  let service: Service;
  let proxy: FlakyProxy;
  let client: AssistantTokens;

  beforeAll(async () => {
    model = await ModelServer.start();
    service = await Service.start(model.env);
    proxy = await FlakyProxy.to(service.baseUrl);
    const { token } = await service.token(await service.assistant('streams'));
    client = new AssistantTokens({ baseUrl: proxy.url, token, retry: QUICK });
  });
  afterAll(async () => {
    await proxy.close();
    await model.stop();
  });
  beforeEach(() => {
    proxy.plan();
  });

  async function chatsBefore(): Promise<number> {
    return (await client.chats.list()).total;
  }

  it('tells of the answer as it comes', async () => {
    const taken = model.take();
    const types: string[] = [];
    let text = '';
    for await (const event of client.chats.stream(QUESTION)) {
      types.push(event.type);
      if (event.type === 'chat.created') {
        expect(event.data._embedded['inf:message']).toHaveLength(2);
        (await taken).say('Here ');
      }
      if (event.type === 'message.delta') {
        text += event.data.delta;
        if (text === 'Here ') (await taken).say('they are.').finish();
      }
      if (event.type === 'message.completed') expect(event.data.content).toBe(text);
    }

    expect(text).toBe('Here they are.');
    expect([types[0], types.at(-1)]).toEqual(['chat.created', 'message.completed']);
  });

  it('goes on in a chat', async () => {
    const { chat } = await client.chats.ask(QUESTION);

    const answer = await client.chats.stream({ ...QUESTION, chatId: chat.id }).finalMessage();

    expect(answer).toMatchObject({ status: 'complete', content: 'Here they are.' });
    expect(await client.chats.messages.list(chat.id)).toMatchObject({ total: 4 });
  });

  it('follows an answer that somebody else asked for', async () => {
    const { chat, answer } = await client.chats.ask(QUESTION);

    const followed = await client.chats.messages.follow(chat.id, answer.id).finalMessage();

    expect(followed).toMatchObject({ id: answer.id, content: 'Here they are.' });
  });

  describe('whose connection is lost', () => {
    it.each([
      ['before the question arrived', [{ kind: 'before' }]],
      ['before the first event came', [{ kind: 'after' }]],
      ['behind the first event', [{ kind: 'cut', behind: '\n\n' }]],
      ['amid an event', [{ kind: 'cut', behind: 'event: message.delta\nid: ' }]],
      ['amid the last event', [{ kind: 'cut', behind: 'event: message.completed\n' }]],
      [
        'again and again',
        [
          { kind: 'cut', behind: '\n\n' },
          { kind: 'before' },
          { kind: 'answer', status: 503 },
          { kind: 'cut', behind: 'message.delta\n' },
          { kind: 'before' },
        ],
      ],
    ] as const)('%s goes on where it broke off, and asks once', async (_name, faults) => {
      const before = await chatsBefore();
      proxy.plan(...faults);
      const events: ChatEvent[] = [];
      for await (const event of client.chats.stream(QUESTION)) events.push(event);

      const text = events.map((event) => (event.type === 'message.delta' ? event.data.delta : ''));
      expect(text.join('')).toBe('Here they are.');
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(proxy.seen).toHaveLength(faults.length + 1);
      expect(new Set(proxy.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
      expect(await chatsBefore()).toBe(before + 1);
    });

    it('without a word is found out', async () => {
      proxy.plan({ kind: 'cut', behind: 'event: message.delta', silently: true });

      const answer = await client.chats.stream(QUESTION, { timeout: 2_000 }).finalMessage();

      expect(answer.content).toBe('Here they are.');
      expect(proxy.seen.at(-1)?.headers['last-event-id']).toMatch(/^[\da-f-]{36}:1:\d+$/);
    });

    it('is given up after so many attempts without an event', async () => {
      proxy.plan(...Array<{ kind: 'before' }>(9).fill({ kind: 'before' }));

      await expect(client.chats.stream(QUESTION).finalMessage()).rejects.toThrow(ConnectionError);
      expect(proxy.seen).toHaveLength(4);
    });
  });

  it('that is slowly read is not taken for a dead one', async () => {
    const events: ChatEvent[] = [];
    for await (const event of client.chats.stream(QUESTION, { timeout: 2_000 })) {
      events.push(event);
      if (events.length === 1) await new Promise((resume) => setTimeout(resume, 2_200));
    }

    expect(events.at(-1)?.type).toBe('message.completed');
    expect(proxy.seen).toHaveLength(1);
  });

  it('hangs up, so that the model stops, when its reader leaves', async () => {
    const taken = model.take();
    for await (const event of client.chats.stream(QUESTION)) {
      if (event.type === 'chat.created') (await taken).say('Here ');
      if (event.type === 'message.delta') break;
    }

    await (
      await taken
    ).closed;
    expect(proxy.seen).toHaveLength(1);
  });

  it('ends with the reason of the caller', async () => {
    const controller = new AbortController();
    const taken = model.take();
    const reason = new Error('enough');
    const reading = client.chats.stream(QUESTION, { signal: controller.signal }).finalMessage();
    const asked = await taken;
    controller.abort(reason);

    await expect(reading).rejects.toBe(reason);
    await asked.closed;
  });

  it('throws when the model failed, with what keeps its beginning', async () => {
    const taken = model.take();
    const reading = client.chats.stream(QUESTION).finalMessage();
    (await taken).refuse(400);

    const failed = await reading.catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(AnswerFailedError);
    expect(failed).toMatchObject({ code: 'model_refused', messageId: expect.any(String) });
    expect(proxy.seen).toHaveLength(1);
  });

  it('throws when it is refused, and is not opened again', async () => {
    const stream = client.chats.stream({ ...QUESTION, assistantId: 'admin:other' });

    await expect(stream.finalMessage()).rejects.toMatchObject({ code: 'insufficient_scope' });
    expect(proxy.seen).toHaveLength(1);
  });
});
