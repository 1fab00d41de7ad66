import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import type { Answer, Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { leaveChatScene, QUESTION, setChatScene, untilEnded } from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { EventClient } from '../support/event-client.js';
import { DEFAULT_ANSWER } from '../support/model-server.js';
import { expectRefused } from '../support/refusal.js';

const CHATS = '/api/chats';

describe('an Idempotency-Key of a question', () => {
  let scene: ChatScene;
  let token: TestToken;
  let asked: number;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  beforeEach(async () => {
    const { app, owner, assistant, model } = scene;
    token = await createToken(app, { owner, assistant });
    asked = model.asked.length;
  });

  const keyed = (key = 'one', api: Api = token.api) => api.with({ 'Idempotency-Key': key });
  const start = (key?: string, api?: Api): Promise<Answer> =>
    keyed(key, api).post(CHATS, { message: QUESTION });
  const timesAsked = () => scene.model.asked.length - asked;
  const countChats = async () => (await token.api.get(CHATS)).body.total as number;
  const linkOf = (message: { _links: { self: { href: string } } }) => message._links.self.href;

  async function expectReplayed(request: () => Promise<Answer>, first: Answer): Promise<void> {
    const again = await request();
    expect(again.status).toBe(201);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    expect(again.body).toEqual(first.body);
  }

  it('starts nothing for a read-only token, and for another question', async () => {
    const { app, owner, assistant } = scene;
    const columns = { readOnly: true };
    const reader = await createToken(app, { owner, assistant, columns });
    await expectRefused(app, () => start('one', reader.api), 403, 'read_only');

    await start();
    const other = { message: { ...QUESTION, content: 'Another one' } };
    const ask = () => keyed().post(CHATS, other);
    await expectRefused(app, ask, 422, 'idempotency_key_reused');
  });

  it('returns the same chat and answer again, and asks the model once', async () => {
    const first = await start();
    expect([first.status, first.body.messageCount]).toEqual([201, 2]);
    await expectReplayed(() => start(), first);
    expect([timesAsked(), await countChats()]).toEqual([1, 1]);
  });

  it('is separate for another token', async () => {
    const { app, owner, assistant } = scene;
    const other = await createToken(app, { owner, assistant });
    const [mine, theirs] = [await start(), await start('one', other.api)];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('returns the messages that continue a chat again', async () => {
    const { body: chat } = await start();
    const path = chat._links['inf:messages'].href as string;
    for (const message of [QUESTION, { role: 'tool', content: 'Two deals.' }]) {
      const say = () => keyed(message.role).post(path, message);
      const first = await say();
      expect(first.status).toBe(201);
      await expectReplayed(say, first);
    }
    expect((await token.api.get(path)).body.total).toBe(5);
    expect(timesAsked()).toBe(2);
  });

  it('waits for the answer that is in progress, on any instance', async () => {
    const { app, model } = scene;
    const other = await startAppForTest({ database: app.database, env: model.env });
    const taken = model.take();
    const first = start();
    const request = await taken;
    const waiting = [start(), start('one', other.api.as(token.secret))];
    const stream = await EventClient.open(keyed('one', other.api.as(token.secret)), 'POST', CHATS, {
      body: { message: QUESTION },
    });
    expect((await stream.next())?.event).toBe('chat.created');
    request.say('Here.').finish();
    const { body } = await first;
    expect(body._embedded['inf:message'][1]).toMatchObject({
      content: 'Here.',
      status: 'complete',
    });
    for (const again of await Promise.all(waiting)) expect(again.body).toEqual(body);
    await stream.until('message.completed');
    expect(stream.text).toBe('Here.');
    expect([timesAsked(), await countChats()]).toEqual([1, 1]);
  });

  it('streams the events again, from the first', async () => {
    const open = () => EventClient.open(keyed(), 'POST', CHATS, { body: { message: QUESTION } });
    const first = await open();
    const created = await first.until('chat.created');
    const completed = await first.until('message.completed');
    const again = await open();
    expect(again.response.status).toBe(201);
    expect(again.response.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.response.headers.get('Location')).toBe(first.response.headers.get('Location'));
    const [question, answer] = created.data._embedded['inf:message'];
    expect((await again.until('chat.created')).data._embedded['inf:message']).toEqual([
      question,
      answer,
    ]);
    expect((await again.until('message.completed')).data).toEqual(completed.data);
    expect(again.text).toBe(DEFAULT_ANSWER);
    expect([timesAsked(), await countChats()]).toEqual([1, 1]);
  });

  it('returns the failure of the model again, until the answer is retried', async () => {
    const { model } = scene;
    const taken = model.take();
    const failing = start();
    (await taken).refuse(500);
    const [first, again] = [await failing, await start()];
    expect([first.status, first.body.code]).toEqual([502, 'model_failed']);
    expect([again.status, again.body.code]).toEqual([502, 'model_failed']);
    const path = first.headers.get('Location') as string;
    expect(again.headers.get('Location')).toBe(path);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(timesAsked()).toBe(1);

    expect((await token.api.post(`${path}/_retry`)).status).toBe(200);
    const { status, body } = await start();
    expect(status).toBe(201);
    expect(body._embedded['inf:message'][1]).toMatchObject({ content: DEFAULT_ANSWER });
    expect([timesAsked(), await countChats()]).toEqual([2, 1]);
  });

  it('retries the answer in place if the client was cut off', async () => {
    const { model } = scene;
    const taken = model.take();
    const controller = new AbortController();
    const lost = keyed().raw('POST', CHATS, {
      signal: controller.signal,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: QUESTION }),
    });
    const request = await taken;
    controller.abort();
    await expect(lost).rejects.toThrow();
    await request.closed;
    const { body: chats } = await token.api.get(CHATS);
    const [chat] = chats._embedded['inf:chat'];
    const { body: messages } = await token.api.get(chat._links['inf:messages'].href);
    const path = linkOf(messages._embedded['inf:message'][1]);
    expect((await untilEnded(token.api, path)).errorCode).toBe('client_closed');

    const again = await start();
    expect([again.status, again.body.id]).toEqual([201, chat.id]);
    const [, answer] = again.body._embedded['inf:message'];
    expect(linkOf(answer)).toBe(path);
    expect(answer).toMatchObject({ content: DEFAULT_ANSWER, status: 'complete' });
    expect([timesAsked(), await countChats()]).toEqual([2, 1]);
  });

  it('reveals nothing about a deleted chat', async () => {
    const { body: chat } = await start();
    await token.api.delete(`${CHATS}/${chat.id as string}`);
    expect((await start()).status).toBe(404);
    expect(await countChats()).toBe(0);
  });
});
