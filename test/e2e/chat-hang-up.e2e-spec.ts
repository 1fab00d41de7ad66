import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  streamChat,
  untilEnded,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { EventClient } from '../support/event-client.js';
import { whileHeld } from '../support/lock-waits.js';

describe('a client that disconnects during an answer', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  const latest = async () => {
    const { body } = await scene.token.api.get('/api/chats?limit=1');
    const [chat] = body._embedded['inf:chat'];
    const messages = await scene.token.api.get(chat._links['inf:messages'].href);
    return messages.body._embedded['inf:message'];
  };

  it('stops the model immediately if it waited for a document, and the text so far is stored', async () => {
    const { model, token } = scene;
    const taken = model.take();
    const controller = new AbortController();
    const request = token.api.raw('POST', '/api/chats', {
      signal: controller.signal,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ message: QUESTION }),
    });
    const asked = await taken;
    asked.say('Here ', 'they ');
    const [, { _links: links }] = await latest();
    const watcher = await EventClient.open(token.api, 'GET', links.self.href);
    while (watcher.text !== 'Here they ') await watcher.until('message.delta');
    watcher.hangUp();
    controller.abort();
    await expect(request).rejects.toThrow();
    await asked.closed;

    expect(await untilEnded(token.api, links.self.href)).toMatchObject({
      content: 'Here they ',
      status: 'failed',
      errorCode: 'client_closed',
      _links: { 'inf:retry': { href: `${links.self.href as string}/_retry` } },
    });
    const [question] = await latest();
    expect(question).toMatchObject({ ...QUESTION, status: 'complete' });
  });

  it('stops the model a little later if it read events and does not reconnect', async () => {
    const { token } = scene;
    const { client, asked, path } = await streamChat(scene, token, 'Here ');
    client.hangUp();
    await asked.closed;
    expect(await untilEnded(token.api, path)).toMatchObject({
      content: 'Here ',
      status: 'failed',
      errorCode: 'client_closed',
    });
  });

  it('also stops the model if it left before the first event', async () => {
    const { app, model, token } = scene;
    const server = app.nest.getHttpServer();
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const body = JSON.stringify({ message: QUESTION });
    const client = connect(Number(new URL(app.api.url).port), '127.0.0.1');
    client.write(
      `POST /api/chats HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token.secret}\r\n` +
        'Accept: text/event-stream\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [served] = await accepted;
    const closed = once(served, 'close');
    const taken = model.take();
    await whileHeld(
      app,
      (runner) => runner.query('LOCK TABLE chats IN ACCESS EXCLUSIVE MODE'),
      () => closed,
      async () => {
        client.destroy();
        await closed;
      },
    );
    await (
      await taken
    ).closed;
    const [, { _links: links }] = await latest();
    expect(await untilEnded(token.api, links.self.href)).toMatchObject({
      status: 'failed',
      errorCode: 'client_closed',
    });
  });

  it('does not stop the model if another client still reads', async () => {
    const { token, owner } = scene;
    const { client, asked, path } = await streamChat(scene, token, 'Here ');
    const other = await EventClient.open(owner.api, 'GET', path);
    await other.until('message.delta');
    client.hangUp();
    asked.say('they are.').finish();
    expect((await other.rest()).at(-1)?.event).toBe('message.completed');
  });
});
