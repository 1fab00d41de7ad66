import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  leaveChatScene,
  QUESTION,
  setChatScene,
  startChat,
  streamChat,
  untilEnded,
} from '../support/chat-scene.js';
import type { ChatScene } from '../support/chat-scene.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { issueCallback } from '../factories/children.factory.js';
import { createTeamAssistant } from '../factories/team-assistant.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { EventClient, textOf } from '../support/event-client.js';
import { DEFAULT_ANSWER } from '../support/model-server.js';
import { expectRefused } from '../support/refusal.js';

const EVENT_STREAM = 'text/event-stream';

describe('an answer as server-sent events', () => {
  let scene: ChatScene;

  beforeAll(async () => {
    scene = await setChatScene();
  });

  afterAll(() => leaveChatScene(scene));

  it('is not available on other routes', async () => {
    const { app, token, owner } = scene;
    const { id } = await startChat(token);
    for (const path of [
      '/api/chats',
      `/api/chats/${id as string}`,
      '/api/assistants',
      '/api/tokens/self',
    ]) {
      const api = path === '/api/assistants' ? owner.api : token.api;
      const ask = () => api.with({ Accept: EVENT_STREAM }).get(path);
      await expectRefused(app, ask, 406, 'not_acceptable');
    }
  });

  it.each(['application/hal+json', 'application/json, text/event-stream;q=0.5', '*/*'])(
    'is a document to a client that accepts %s',
    async (accept) => {
      const { token } = scene;
      const { status, headers } = await token.api
        .with({ Accept: accept })
        .post('/api/chats', { message: QUESTION });
      expect(status).toBe(201);
      expect(headers.get('Content-Type')).toMatch(/json/);
    },
  );

  it('reports invalid requests with a document, like any other route', async () => {
    const { app, token } = scene;
    const api = token.api.with({ Accept: EVENT_STREAM });
    const answer = await expectRefused(
      app,
      () => api.post('/api/chats', { message: { role: 'user', content: '' } }),
      400,
      'validation_failed',
    );
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/);
  });

  it('arrives while the model answers, piece by piece', async () => {
    const { token, model } = scene;
    const taken = model.take();
    const client = await EventClient.open(token.api, 'POST', '/api/chats', {
      body: { message: QUESTION },
    });
    const { status, headers } = client.response;
    expect(status).toBe(201);
    expect(headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Accel-Buffering')).toBe('no');

    const created = await client.next();
    expect(created?.event).toBe('chat.created');
    const chat = created?.data;
    expect(headers.get('Location')).toBe(`/api/chats/${chat.id as string}`);
    const [question, answer] = chat._embedded['inf:message'];
    expect(question).toMatchObject({ ...QUESTION, status: 'complete' });
    expect(answer).toMatchObject({ content: '', status: 'streaming', model: 'default-model' });

    const asked = await taken;
    for (const [piece, offset] of [
      ['Here ', 5],
      ['they ', 10],
      ['are 😀', 16],
    ] as const) {
      asked.say(piece);
      expect(await client.next()).toEqual({
        event: 'message.delta',
        id: `${answer.id as string}:1:${offset}`,
        data: { messageId: answer.id, delta: piece },
      });
    }
    asked.finish();
    expect(await client.next()).toMatchObject({
      event: 'message.completed',
      data: {
        ...answer,
        finishReason: 'stop',
        content: 'Here they are 😀',
        status: 'complete',
        usage: { inputTokens: 7, outputTokens: 3, totalTokens: 10 },
      },
    });
    expect(await client.next()).toBeNull();
  });

  it('works for further questions too, and a message of a tool gets no answer', async () => {
    const { token, model } = scene;
    const { id } = await startChat(token);
    const path = `/api/chats/${id as string}/messages`;
    const client = await EventClient.open(token.api, 'POST', path, { body: QUESTION });
    const events = await client.rest();
    expect(events.map(({ event }) => event)).toEqual([
      'message.created',
      'message.created',
      ...Array.from({ length: events.length - 3 }, () => 'message.delta'),
      'message.completed',
    ]);
    expect(textOf(events)).toBe(DEFAULT_ANSWER);
    expect(client.response.headers.get('Location')).toBe(`${path}/${events[0]?.data.id as string}`);

    const count = model.asked.length;
    const tool = { role: 'tool', content: '42 deals' };
    const noted = await EventClient.open(token.api, 'POST', path, { body: tool });
    expect(await noted.rest()).toMatchObject([
      { event: 'message.created', data: tool },
      { event: 'message.completed', data: tool },
    ]);
    expect(model.asked).toHaveLength(count);
  });

  it('keeps a surrogate pair together that the model has split', async () => {
    const { token } = scene;
    const { client, asked, path } = await streamChat(scene, token, 'a');
    asked.say('b\ud83d', '\ude00c', '\0d').finish();
    const deltas = (await client.rest()).map(({ data }) => data.delta as string).slice(0, -1);
    expect(deltas.every((delta) => delta.isWellFormed())).toBe(true);
    expect(client.text).toBe('ab😀cd');
    expect((await token.api.get(path)).body.content).toBe('ab😀cd');
  });

  it('can be read by other clients from the beginning, during and after the answer', async () => {
    const { token, owner } = scene;
    const { client, asked, path, chatId } = await streamChat(scene, token, 'Here ');
    const followers = await Promise.all(
      [path, `/api/chats/${chatId}/messages`].map((of) => EventClient.open(owner.api, 'GET', of)),
    );
    for (const follower of followers) {
      expect(follower.response.status).toBe(200);
      expect(await follower.next()).toMatchObject({
        event: 'message.created',
        data: { content: '' },
      });
      expect((await follower.next())?.data.delta).toBe('Here ');
    }
    asked.say('they are.').finish();
    for (const follower of [client, ...followers]) {
      expect((await follower.rest()).at(-1)).toMatchObject({
        event: 'message.completed',
        data: { content: 'Here they are.' },
      });
    }
    const late = await EventClient.open(token.api, 'GET', path);
    expect((await late.rest()).map(({ event }) => event)).toEqual([
      'message.created',
      'message.delta',
      'message.completed',
    ]);
  });

  it('ends when the token is revoked or the user loses the seat or the assistant, and cancels the model request', async () => {
    const { app, owner, assistant } = scene;
    const token = await createToken(app, { owner, assistant });
    const user = await createUser(app);
    const shared = await createAssistant(app, { ownerId: owner.username, shared: true });
    const admin = await createAdmin(app);
    const revoked = await streamChat(scene, token, 'Here ');
    const { viewer, assistant: ofTeam } = await createTeamAssistant(app);
    const ofViewer = await createToken(app, { owner: viewer, assistant: ofTeam });
    const left = await streamChat(scene, ofViewer, 'Here ');
    const theirs = await createToken(app, { owner: user, assistant: shared });
    const unseated = await streamChat(scene, theirs, 'Here ');
    expect((await owner.api.delete(`/api/tokens/${token.id}`)).status).toBe(204);
    await admin.api.post('/api/ai-seats/_unassign', { usernames: [user.username] });
    const [team] = ofTeam.naturalId.split(':', 1);
    await admin.api.delete(`/api/teams/${team}/members/${viewer.username}`);
    expect((await revoked.client.rest()).at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'invalid_token', messageId: revoked.answerId },
    });
    for (const { client } of [unseated, left]) {
      expect((await client.rest()).at(-1)?.data.code).toBe('forbidden');
    }
    await Promise.all([revoked, unseated, left].map(({ asked }) => asked.closed));

    await admin.api.post('/api/ai-seats/_assign', { usernames: [user.username] });
    const { client, path } = unseated;
    const again = await EventClient.open(theirs.api, 'GET', path, { lastEventId: client.lastId });
    expect((await again.next())?.event).toBe('message.created');
    await again.rest();
    expect(again.text).toBe('Here ');
  });

  it('ends when the token is paused, and can be read again after it is resumed', async () => {
    const { app, owner, assistant } = scene;
    const token = await createToken(app, { owner, assistant });
    const { client, answerId, path } = await streamChat(scene, token, 'Here ');

    expect((await owner.api.post(`/api/tokens/${token.id}/_pause`)).status).toBe(200);
    expect((await client.rest()).at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'invalid_token', messageId: answerId },
    });

    expect((await owner.api.post(`/api/tokens/${token.id}/_resume`)).status).toBe(200);
    const again = await EventClient.open(token.api, 'GET', path, { lastEventId: client.lastId });
    expect((await again.next())?.event).toBe('message.created');
    again.hangUp();
  });

  it('ends when the secret is retired, the expiry is brought forward, or the webhook is disabled', async () => {
    const { app, owner, assistant } = scene;
    const [rotating, ending] = [
      await createToken(app, { owner, assistant }),
      await createToken(app, { owner, assistant }),
    ];
    const [rotated, ended] = [
      await streamChat(scene, rotating, 'Here '),
      await streamChat(scene, ending, 'Here '),
    ];
    const webhook = await createWebhook(app, { assistant });
    const callback = await issueCallback(app, rotated.chatId, webhook);
    const reader = await EventClient.open(callback.api, 'GET', rotated.path);
    const inAMinute = new Date(app.clock.now().getTime() + 60_000).toISOString();
    const answers = [
      await owner.api.patch(`/api/tokens/${ending.id}`, { expiresAt: inAMinute }),
      await owner.api.post(`/api/tokens/${rotating.id}/_rotate`, {}),
      await owner.api.patch(`/api/webhooks/${webhook.id}`, { enabled: false }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    app.clock.advance({ seconds: 60 });
    for (const client of [rotated.client, ended.client, reader]) {
      expect((await client.rest()).at(-1)).toMatchObject({
        event: 'error',
        data: { code: 'invalid_token' },
      });
    }
  });

  it('waits for a slow reader, and buffers nothing but the text', async () => {
    const { app, token, owner, model } = scene;
    const responses: ServerResponse[] = [];
    const keep = (_request: unknown, response: ServerResponse) => responses.push(response);
    app.nest.getHttpServer().on('request', keep);
    const taken = model.take();
    const client = await EventClient.open(token.api, 'POST', '/api/chats', {
      body: { message: QUESTION },
    });
    app.nest.getHttpServer().off('request', keep);
    const { data: chat } = await client.until('chat.created');
    const asked = await taken;
    asked.say(...Array.from({ length: 9 }, () => 'x'.repeat(100_000))).finish();
    await untilEnded(owner.api, chat._embedded['inf:message'][1]._links.self.href);
    expect(responses[0]?.writableLength).toBeLessThan(100_000);
    await client.rest();
    expect(client.text).toBe('x'.repeat(900_000));
  });

  it('has no body for HEAD', async () => {
    const { token } = scene;
    const { id } = await startChat(token);
    const response = await token.api.raw('HEAD', `/api/chats/${id as string}/messages`, {
      headers: { Accept: EVENT_STREAM },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});
