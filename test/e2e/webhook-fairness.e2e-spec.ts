import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryPlaces } from '../../src/webhooks/queue/delivery-places.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';

const ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
const SLOW_PLACES = 60;
/** A receiver that takes longer than a second is slow. */
const SLOWLY_MS = 1_500;
const NEVER = () => undefined;

describe('a user whose receivers hang', () => {
  let app: TestApp;
  let hostile: WebhookScene;
  let tarpit: WebhookReceiver;
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    app = await startAppForTest({ env: ENV });
    hostile = await WebhookScene.set(app);
    tarpit = await WebhookReceiver.start();
    tarpit.answer = NEVER;
    receiver = await WebhookReceiver.start();
  });

  afterEach(async () => {
    await app.dataSource.query('DELETE FROM webhooks WHERE url = $1', [tarpit.url]);
    await tarpit.stop();
    await receiver.stop();
  });

  /**
   * Creates webhooks for a new assistant of the user.
   *
   * @returns a function that causes an event for all of them
   */
  async function setTarpits({ owner }: WebhookScene, count: number): Promise<() => Promise<void>> {
    const { naturalId } = await createAssistant(app, { ownerId: owner.username });
    const webhook = { url: tarpit.url, events: ['token.created'] };
    for (let i = 0; i < count; i++) {
      const created = await owner.api.post(`/api/assistants/${naturalId}/webhooks`, webhook);
      expect(created.status).toBe(201);
    }
    return async () => {
      await owner.api.post('/api/tokens', { type: 'assistant', assistantId: naturalId });
    };
  }

  async function hang(count: number): Promise<void> {
    const cause = await setTarpits(hostile, count);
    await cause();
  }

  async function countEndedAttempts(): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM webhook_deliveries d
       JOIN webhooks w ON w.id = d.webhook_id WHERE w.url = $1 AND d.turn > 1`,
      [tarpit.url],
    );
    return row.count;
  }

  it('does not delay the events of another user', async () => {
    await hang(10);
    const victim = await WebhookScene.set(app);
    const webhook = await victim.create(receiver.url);
    await tarpit.receives(10);

    await victim.owner.api.post(`${webhook.path}/_test`);
    await receiver.receives(1);
    expect(await countEndedAttempts()).toBe(0);
  });

  it('does not delay them with more receivers than an instance has quick places', async () => {
    const victim = await WebhookScene.set(app);
    const webhook = await victim.create(receiver.url);
    await hang(15);
    await hang(10);
    await tarpit.receives(21);

    await victim.owner.api.post(`${webhook.path}/_test`);
    await receiver.receives(1);
    expect(await countEndedAttempts()).toBe(0);
  });

  it('does not keep a slow receiver of another user waiting', async () => {
    const places = app.nest.get(DeliveryPlaces);
    const takenWhenReceived: number[] = [];
    receiver.answer = (response) => {
      takenWhenReceived.push(places.taken.slow);
      setTimeout(() => response.writeHead(204).end(), SLOWLY_MS);
    };
    const victim = await WebhookScene.set(app);
    const webhook = await victim.create(receiver.url);
    await victim.owner.api.post(`${webhook.path}/_test`);
    await victim.deliveryOf(webhook);

    const accomplice = await WebhookScene.set(app);
    const causes = await Promise.all(
      [hostile, hostile, accomplice, accomplice].map((scene) => setTarpits(scene, 20)),
    );
    await Promise.all(causes.map((cause) => cause()));
    await eventually(() => places.taken.slow >= SLOW_PLACES);
    await victim.owner.api.post(`${webhook.path}/_test`);
    await receiver.receives(2);
    expect(takenWhenReceived[1]).toBeGreaterThan(SLOW_PLACES);
  });

  it('does not delay the other webhooks of the same user', async () => {
    await hostile.create(receiver.url);
    await hang(10);
    await hostile.createToken();
    await receiver.receives(1);
    expect(await countEndedAttempts()).toBe(0);
  });
});
