import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallbackService } from '../../src/webhooks/deliveries/callback.service.js';
import { WebhookEvents } from '../../src/webhooks/events/webhook-events.js';
import { createChat } from '../factories/chats.factory.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { dumpDatabase } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';

/** The token is valid, but for its chat only. */
const GOOD = 403;
const PUBLIC_URL = 'https://tokens.example.com';

describe('the callback token of a chat event', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;
  let chatId: string;

  beforeAll(async () => {
    app = await TestApp.start({ env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', PUBLIC_URL } });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    scene = await WebhookScene.set(app);
    receiver = await WebhookReceiver.start();
    chatId = (await createChat(app, { owner: scene.owner, assistant: scene.assistant })).id;
  });

  afterEach(() => receiver.stop());

  const publish = () =>
    app.dataSource.transaction((manager) =>
      app.nest.get(WebhookEvents).publish(manager, {
        type: 'chat.message.created',
        at: app.clock.now(),
        data: { chatId },
        chatId,
        authorId: null,
      }),
    );
  const statusOf = async (token: string) =>
    (await app.api.as(token).get('/api/auth/session')).status;

  it('is limited to that chat, valid for ten minutes, and new for each attempt', async () => {
    receiver.answer = (response) => response.writeHead(500).end();
    const webhook = await scene.create(receiver.url, ['chat.message.created']);
    await publish();
    const { id } = await scene.deliveryOf(webhook);
    const [first] = await receiver.receives(1);
    if (!first) throw new Error('It came.');
    const { callback, ...data } = first.json.data;
    expect(data).toEqual({ chatId, assistantId: scene.assistant.naturalId });
    expect(callback).toEqual({
      url: `${PUBLIC_URL}/api/chats/${chatId}/messages`,
      token: expect.stringMatching(/^i5c_[0-9A-Za-z]{42}$/),
      expiresAt: expect.any(String),
    });
    const lastsMs = Date.parse(callback.expiresAt as string) - app.clock.now().getTime();
    expect(lastsMs).toBeGreaterThan(9.5 * 60_000);
    expect(lastsMs).toBeLessThanOrEqual(10 * 60_000);
    expect(await statusOf(callback.token as string)).toBe(GOOD);

    await scene.attemptNext(id as string);
    const [, second] = await receiver.receives(2);
    expect(second?.json.data.callback.token).not.toBe(callback.token);
    app.clock.advance({ seconds: 600 });
    expect(await statusOf(callback.token as string)).toBe(401);
  });

  it('comes with the listen address if PUBLIC_URL is not set', async () => {
    const local = await TestApp.start({
      database: app.database,
      env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
    });
    const { url } = (await local.nest
      .get(CallbackService)
      .make((await createWebhook(app, { assistant: scene.assistant })).id, chatId)) ?? { url: '' };
    expect(url).toBe(`${local.api.url}/api/chats/${chatId}/messages`);
    await local.close();
  });

  it('ends when the webhook is disabled, gets another URL, or is deleted', async () => {
    const webhook = await scene.create(receiver.url, ['chat.message.created']);
    const next = async (count: number) => {
      await publish();
      const token = (await receiver.receives(count)).at(-1)?.json.data.callback.token as string;
      expect(await statusOf(token)).toBe(GOOD);
      return token;
    };
    const first = await next(1);
    await scene.owner.api.patch(webhook.path, { description: 'Ours', enabled: true });
    await scene.owner.api.patch(webhook.path, { url: receiver.url });
    expect(await statusOf(first)).toBe(GOOD);
    await scene.owner.api.patch(webhook.path, { enabled: false });
    expect(await statusOf(first)).toBe(401);
    await scene.owner.api.patch(webhook.path, { enabled: true });
    expect(await statusOf(first)).toBe(401);

    const second = await next(2);
    await scene.owner.api.patch(webhook.path, { url: `${receiver.url}/other` });
    expect(await statusOf(second)).toBe(401);

    const third = await next(3);
    await scene.owner.api.delete(webhook.path);
    expect(await statusOf(third)).toBe(401);
  });

  it('is in no log, list or table, even if the receiver echoes it', async () => {
    receiver.answer = (response, { body, headers }) =>
      response.writeHead(200).end(`${headers['webhook-signature'] as string} ${body}`);
    const webhook = await scene.create(receiver.url, ['chat.message.created']);
    await publish();
    const delivery = await scene.deliveryOf(webhook);
    const [event] = await receiver.receives(1);
    const token = event?.json.data.callback.token as string;
    expect(delivery.attempts[0].excerpt).toContain('"token":"[masked]"');
    expect(JSON.stringify(delivery)).not.toContain('i5c_');
    expect(await dumpDatabase(app)).not.toContain(token);
    expect(app.log.text).not.toContain(token);
  });

  it('is omitted if the chat was deleted', async () => {
    const webhook = await scene.create(receiver.url, ['chat.message.created']);
    await scene.owner.api.patch(webhook.path, { description: 'Waits' });
    await app.dataSource.transaction(async (manager) => {
      await app.nest.get(WebhookEvents).publish(manager, {
        type: 'chat.message.created',
        at: app.clock.now(),
        data: { chatId },
        chatId,
        authorId: null,
      });
      await manager.query('DELETE FROM chats WHERE id = $1', [chatId]);
    });
    const [event] = await receiver.receives(1);
    expect(event?.json.data).toEqual({ chatId, assistantId: scene.assistant.naturalId });
  });
});
