import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Api } from '../support/api.js';
import { expectRefused } from '../support/refusal.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { useWebhookScene } from '../support/webhook-scene.js';
import type { WebhookScene } from '../support/webhook-scene.js';

const RESULT = { role: 'tool', content: 'Three deals' };

describe('the events of a chat', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;
  let holder: Api;

  useWebhookScene((stage) => {
    ({ app, scene, receiver } = stage);
  });

  beforeEach(async () => {
    holder = app.api.as((await scene.createToken()).token);
  });

  const start = async () => {
    const message = { role: 'user', content: 'Show me top deals' };
    const answer = await holder.post('/api/chats', { message });
    expect(answer.status).toBe(201);
    return answer.body;
  };

  it('announce the question and the answer, without their text', async () => {
    await scene.create(receiver.url, ['chat.message.created', 'chat.message.completed']);
    const chat = await start();
    const [question, said] = chat._embedded['inf:message'];

    const events = (await receiver.receives(2)).map(({ json }) => json);
    const byType = Map.groupBy(events, ({ type }) => type as string);
    expect(byType.get('chat.message.created')).toMatchObject([
      { data: { chatId: chat.id, messageId: question.id, role: 'user', position: 1 } },
    ]);
    expect(byType.get('chat.message.completed')).toMatchObject([
      {
        data: {
          chatId: chat.id,
          messageId: said.id,
          role: 'assistant',
          status: 'complete',
          model: said.model,
          assistantId: scene.assistant.naturalId,
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('top deals');
  });

  it('are not sent to the receiver that caused them, but to the others', async () => {
    const other = await WebhookReceiver.start();
    try {
      const created = ['chat.message.created'];
      const webhook = await scene.create(receiver.url, created);
      await scene.create(other.url, created);
      const chat = await start();
      const [event] = await receiver.receives(1);
      const { token } = event?.json.data.callback as { token: string };
      const path = `/api/chats/${chat.id as string}/messages`;
      expect((await app.api.as(token).post(path, RESULT)).status).toBe(201);

      const told = (await other.receives(2)).map(({ json }) => json.data.role as string);
      expect(told).toEqual(['user', 'tool']);
      const { body } = await scene.owner.api.get(`${webhook.path}/deliveries`);
      expect(body.total).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it('contain a token that can read the chat and answer in it, and nothing else', async () => {
    await scene.create(receiver.url, ['chat.message.completed']);
    const chat = await start();
    const other = await start();
    const event = (await receiver.receives(2)).find(({ json }) => json.data.chatId === chat.id);
    const { url, token } = event?.json.data.callback as { url: string; token: string };
    const path = `/api/chats/${chat.id as string}/messages`;
    expect(url).toBe(app.api.url + path);
    const callback = app.api.as(token);

    expect((await callback.post(path, RESULT)).status).toBe(201);
    const read = await callback.get(path);
    expect(read.status).toBe(200);
    expect(read.body._embedded['inf:message']).toContainEqual(expect.objectContaining(RESULT));

    const question = { role: 'user', content: 'And now?' };
    const refused = [
      () => callback.post(path, question),
      () => callback.get(`/api/chats/${other.id as string}`),
      () => callback.post(`/api/chats/${other.id as string}/messages`, RESULT),
      () => callback.delete(`/api/chats/${chat.id as string}`),
      () => callback.get('/api/chats'),
      () => callback.post('/api/chats', { message: question }),
      () => callback.get(`/api/assistants/${scene.assistant.naturalId}`),
      () => callback.post('/api/tokens/_derive', {}),
      () => callback.get(scene.webhooksPath),
    ];
    for (const request of refused) await expectRefused(app, request, 403, 'insufficient_scope');
  });
});
