import { describe, expect, it } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { WebhookEvents } from '../../src/webhooks/events/webhook-events.js';
import { WebhooksRepository } from '../../src/webhooks/webhooks.repository.js';
import { createAdmin } from '../factories/users.factory.js';
import type { TestApp } from '../support/test-app.js';
import type { WebhookReceiver } from '../support/webhook-receiver.js';
import type { ReceivedEvent } from '../support/webhook-receiver.js';
import { useWebhookScene, WebhookScene } from '../support/webhook-scene.js';

describe('an event', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;

  useWebhookScene((stage) => {
    ({ app, scene, receiver } = stage);
  });

  const verify = (secret: string, { body, headers }: ReceivedEvent) =>
    new Verifier(secret).verify(body, headers as Record<string, string>);

  async function countDeliveries(): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
       WHERE w.assistant_id = $1`,
      [scene.assistant.id],
    );
    return row.count;
  }

  describe('when its cause fails', () => {
    it('is not written: the transaction is rolled back', async () => {
      await scene.create(receiver.url);
      const event = {
        type: 'token.created',
        assistantId: scene.assistant.id,
        at: app.clock.now(),
        data: {},
      } as const;
      const work = app.dataSource.transaction(async (manager) => {
        await app.nest.get(WebhookEvents).publish(manager, event);
        throw new Error('The cause failed.');
      });
      await expect(work).rejects.toThrow('The cause failed.');

      expect(await countDeliveries()).toBe(0);
    });

    it('is not written: the token was refused', async () => {
      await scene.create(receiver.url);
      const other = await WebhookScene.set(app);
      const refused = await other.owner.api.post('/api/tokens', {
        type: 'assistant',
        assistantId: scene.assistant.naturalId,
      });
      expect(refused.status).toBe(404);
      expect(await countDeliveries()).toBe(0);
    });
  });

  it('is sent to enabled webhooks of its assistant that subscribe to it', async () => {
    const other = await WebhookScene.set(app);
    await other.create(receiver.url);
    await scene.create(receiver.url, ['token.rotated']);
    const off = await scene.create(receiver.url);
    await scene.owner.api.patch(off.path, { enabled: false });

    await scene.createToken();
    await scene.owner.api.post('/api/tokens', { type: 'personal' });

    expect(await countDeliveries()).toBe(0);
  });

  it('announces a new token, with a signature', async () => {
    const webhook = await scene.create(receiver.url);
    const issued = await scene.createToken({ notes: 'For the CRM' });

    const [event] = await receiver.receives(1);
    if (!event) throw new Error('It came.');
    expect(verify(webhook.secret, event)).toEqual({
      type: 'token.created',
      timestamp: expect.stringMatching(/Z$/),
      data: {
        assistantId: scene.assistant.naturalId,
        tokenId: issued.id,
        username: scene.owner.username,
        name: 'For the CRM',
        notes: 'For the CRM',
        token: expect.stringMatching(/^i5t_.{6}…$/),
      },
    });
    expect(event.body).not.toContain(issued.token);
    expect(event.headers['content-type']).toBe('application/json');
    expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`, event)).toThrow();

    const delivery = await scene.deliveryOf(webhook);
    expect(delivery).toMatchObject({
      id: event.headers['webhook-id'],
      event: 'token.created',
      state: 'delivered',
      nextAttemptAt: null,
      attempts: [{ status: 204, error: null, excerpt: '' }],
    });
  });

  it('announces the other changes of a token', async () => {
    await scene.create(receiver.url, ['token.rotated', 'token.revoked', 'token.reused']);
    const { id, token } = await scene.createToken({ onReuse: 'revoke' });
    await scene.owner.api.post(`/api/tokens/${id}/_rotate`);
    await receiver.receives(1);
    expect((await app.api.as(token).get('/api/auth/session')).status).toBe(401);
    await receiver.receives(3);
    const another = await scene.createToken();
    await scene.owner.api.delete(`/api/tokens/${another.id}`);
    await scene.owner.api.delete(`/api/tokens/${another.id}`);

    const events = (await receiver.receives(4)).map(({ json }) => json);
    const byType = Map.groupBy(events, ({ type }) => type as string);
    expect(byType.get('token.rotated')).toMatchObject([
      { data: { tokenId: id, secretVersion: 2, assistantId: scene.assistant.naturalId } },
    ]);
    expect(byType.get('token.reused')).toMatchObject([
      { data: { tokenId: id, secretVersion: 1, onReuse: 'revoke', address: '127.0.0.1' } },
    ]);
    expect(byType.get('token.revoked')?.map(({ data }) => [data.tokenId, data.reason])).toEqual([
      [id, 'reused'],
      [another.id, 'revoked'],
    ]);
    expect(await countDeliveries()).toBe(4);
  });

  it('announces each token that is revoked with its user', async () => {
    await scene.create(receiver.url, ['token.revoked']);
    const admin = await createAdmin(app);
    const issue = () =>
      admin.api.post('/api/tokens', {
        type: 'assistant',
        assistantId: scene.assistant.naturalId,
      });
    const ids = [(await issue()).body.id, (await issue()).body.id] as string[];
    const boss = await createAdmin(app);
    expect((await boss.api.delete(`/api/users/${admin.username}`)).status).toBe(204);

    const events = await receiver.receives(2);
    expect(events.map(({ json }) => json.data.tokenId as string).sort()).toEqual(ids.sort());
  });

  it('can be written while the result of another one is written', async () => {
    const { id, path } = await scene.create(receiver.url);
    await app.dataSource.transaction(async (manager) => {
      await app.nest.get(WebhooksRepository).lock(manager, id);
      await scene.createToken();
    });
    expect((await scene.owner.api.get(`${path}/deliveries`)).body.total).toBe(1);
  });
});
