import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatMessage } from '../../src/chats/messages/chat-message.entity.js';
import { beginningOf } from '../../src/chats/events/message-events.js';
import type { Answered } from '../../src/chats/chat.assembler.js';
import { StoredMessages } from '../../src/chats/events/stored-messages.js';
import { newId } from '../../src/platform/ids/id.js';
import { createUser } from '../factories/users.factory.js';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
  untilEnded,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { EventClient, textOf } from '../support/event-client.js';
import type { ReceivedEvent } from '../support/event-client.js';
import { expectNoChange, expectRefused } from '../support/refusal.js';
import { TestApp } from '../support/test-app.js';

const EVENT_STREAM = { Accept: 'text/event-stream' };

function createdIn(events: ReceivedEvent[]): ReceivedEvent[] {
  return events.filter(({ event }) => event === 'message.created');
}

describe('a client that reconnects with Last-Event-ID', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  it.each(['garbage', 'x:1:0', newId(), `${newId()}:1`, `${newId()}:-1:0`, `${newId()}:1:1e3`])(
    'is refused with %s',
    async (lastEventId) => {
      const { app, token } = scene;
      const { id } = await startChat(token);
      const api = token.api.with({ ...EVENT_STREAM, 'Last-Event-ID': lastEventId });
      const messages = `/api/chats/${id as string}/messages`;
      const requests = [
        () => api.post('/api/chats', { message: QUESTION }),
        () => api.post(messages, QUESTION),
        () => api.get(messages),
        () => api.get(`${messages}/${newId()}`),
        () => api.post(`${messages}/${newId()}/_retry`),
      ];
      for (const request of requests) await expectRefused(app, request, 400, 'invalid_request');
    },
  );

  it('cannot see a message of another chat or another user', async () => {
    const { app, token, assistant } = scene;
    const mine = await startChat(token);
    const other = await startChat(token);
    const stranger = await createUser(app);
    const answer = mine._embedded['inf:message'][1];
    const place = { ...EVENT_STREAM, 'Last-Event-ID': `${answer.id as string}:1:0` };
    const inOther = `/api/chats/${other.id as string}/messages`;
    const inMine = `/api/chats/${mine.id as string}/messages`;
    const body = { message: QUESTION, assistantId: assistant.naturalId };
    const requests = [
      () => token.api.with(place).post(inOther, QUESTION),
      () => token.api.with(place).get(inOther),
      () => token.api.with(place).get(`${inMine}/${mine._embedded['inf:message'][0].id as string}`),
      () => stranger.api.with(place).get(inMine),
      () => stranger.api.with(place).post('/api/chats', body),
      () =>
        token.api
          .with({ ...EVENT_STREAM, 'Last-Event-ID': `${newId()}:1:0` })
          .post('/api/chats', { message: QUESTION }),
    ];
    for (const request of requests) await expectRefused(app, request, 404, 'not_found');
  });

  it('gets the rest of an answer that is in progress, and creates nothing', async () => {
    const { app, token } = scene;
    const { client, asked, path, chatId } = await streamChat(scene, token, 'Here ');
    client.hangUp();
    const again = await expectNoChange(app, () =>
      EventClient.open(token.api, 'POST', '/api/chats', {
        body: { message: QUESTION },
        lastEventId: client.lastId,
      }),
    );
    expect(again.response.status).toBe(201);
    expect(again.response.headers.get('Location')).toBe(`/api/chats/${chatId}`);
    asked.say('they ');
    expect((await again.next())?.data.delta).toBe('they ');
    again.hangUp();
    asked.say('are.');

    const reading = await EventClient.open(token.api, 'GET', path, { lastEventId: again.lastId });
    expect((await reading.next())?.data.delta).toBe('are.');
    asked.finish();
    expect(await reading.rest()).toMatchObject([
      { event: 'message.completed', data: { content: 'Here they are.' } },
    ]);
  });

  it('gets the rest of an answer that has ended', async () => {
    const { token } = scene;
    const { client, asked, path, answerId } = await streamChat(scene, token, 'Here ');
    client.hangUp();
    asked.say('they are.').finish();
    await untilEnded(token.api, path);
    for (const [offset, missed] of [
      [0, 'Here they are.'],
      [5, 'they are.'],
      [14, ''],
      [99, ''],
    ] as const) {
      const again = await EventClient.open(token.api, 'GET', path, {
        lastEventId: `${answerId}:1:${offset}`,
      });
      const events = await again.rest();
      expect(again.text).toBe(missed);
      expect(events.at(-1)?.event).toBe('message.completed');
    }
  });

  it('does not count as a follower of another instance if the answer has ended', async () => {
    const { app, token } = scene;
    const [, { id }] = (await startChat(token))._embedded['inf:message'];
    const message = await app.dataSource.manager.findOneByOrFail(ChatMessage, { id });
    const stored = app.nest.get(StoredMessages);
    const { signal } = new AbortController();
    const slow = Array.from({ length: 100 }, () =>
      stored.follow(message, { answerPosition: 2 } as Answered, beginningOf(message), signal),
    );
    await Promise.all(slow.map((events) => events.next()));
    expect(stored.places.size).toBe(0);
    await Promise.all(slow.map((events) => events.return(undefined)));
  });

  it('can resume after any event, and all events have different ids', async () => {
    const { token } = scene;
    const { id } = await startChat(token);
    const path = `/api/chats/${id as string}/messages`;
    const events = await (
      await EventClient.open(token.api, 'POST', path, { body: QUESTION })
    ).rest();
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    for (const [index, { id: lastEventId }] of events.entries()) {
      const again = await EventClient.open(token.api, 'GET', path, { lastEventId });
      const missed = events.slice(index + 1);
      const received = await again.rest();
      expect(again.text).toBe(textOf(missed));
      expect(createdIn(received)).toEqual(createdIn(missed));
      expect(received.at(-1)).toEqual(events.at(-1));
    }
  });

  it('can resume on another instance, which reads the answer from the database', async () => {
    const { app, token, model } = scene;
    const other = await TestApp.start({ database: app.database, env: model.env });
    try {
      const { client, asked, path } = await streamChat(scene, token, 'Here ');
      const api = other.api.as(token.secret);
      const again = await EventClient.open(api, 'GET', path, { lastEventId: client.lastId });
      asked.say('they ');
      expect((await again.next())?.data.delta).toBe('they ');
      asked.say('are.').finish();
      expect((await again.rest()).at(-1)).toMatchObject({
        event: 'message.completed',
        data: { content: 'Here they are.' },
      });
      expect(again.text).toBe('they are.');
      await client.rest();
    } finally {
      await other.close();
    }
  });

  it('starts from the beginning if the answer was retried in the meantime', async () => {
    const { token, model } = scene;
    const { client, asked, path } = await streamChat(scene, token, 'Wrong');
    asked.breakOff();
    expect((await client.rest()).at(-1)?.event).toBe('error');
    const taken = model.take();
    const retry = await EventClient.open(token.api, 'POST', `${path}/_retry`);
    const again = await EventClient.open(token.api, 'GET', path, { lastEventId: client.lastId });
    (await taken).say('Right').finish();
    expect(await again.rest()).toMatchObject([
      { event: 'message.created', data: { content: '', status: 'streaming' } },
      { event: 'message.delta', data: { delta: 'Right' } },
      { event: 'message.completed', data: { content: 'Right' } },
    ]);
    await retry.rest();
  });
});
