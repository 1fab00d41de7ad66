import { describe, expect, it } from '@jest/globals';
import { createTokens } from '../factories/tokens.factory.js';
import { createAdmin } from '../factories/users.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { useWebhookScene, WEBHOOK_ENV } from '../support/webhook-scene.js';
import type { WebhookScene } from '../support/webhook-scene.js';

const BURST = 40;

describe('the events of a webhook', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;

  useWebhookScene((stage) => {
    ({ app, scene, receiver } = stage);
  });

  /** Revokes many tokens in one transaction. */
  async function causeBurst(): Promise<void> {
    const owner = await createAdmin(app);
    const { assistant } = scene;
    await createTokens(app, BURST, { owner, assistant });
    const admin = await createAdmin(app);
    expect((await admin.api.delete(`/api/users/${owner.username}`)).status).toBe(204);
  }

  const idsOf = ({ received }: WebhookReceiver) =>
    received.map(({ headers }) => headers['webhook-id'] as string);

  it('are sent one after another in their order, even those of one transaction', async () => {
    let open = 0;
    let mostOpen = 0;
    receiver.answer = (response) => {
      mostOpen = Math.max(mostOpen, ++open);
      setTimeout(() => {
        open--;
        response.writeHead(204).end();
      }, 5);
    };
    await scene.create(receiver.url, ['token.revoked']);
    await causeBurst();

    await receiver.receives(BURST);
    const ids = idsOf(receiver);
    expect(mostOpen).toBe(1);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(BURST);
  });

  it('do not wait for the retry of one that failed', async () => {
    receiver.answer = (response) =>
      response.writeHead(receiver.received.length === 1 ? 500 : 204).end();
    await scene.create(receiver.url);
    const tokens = [
      await scene.createToken(),
      await scene.createToken(),
      await scene.createToken(),
    ];

    await receiver.receives(3);
    const told = receiver.received.map(({ json }) => json.data.tokenId as string);
    expect(told).toEqual(tokens.map(({ id }) => id));

    const [failed = ''] = idsOf(receiver);
    await scene.attemptNext(failed);
    expect(idsOf(receiver).slice(3)).toEqual([failed]);
  });

  it('are sent once and in order if several instances could send them', async () => {
    const other = await startAppForTest({ database: app.database, env: WEBHOOK_ENV });
    // Another test has moved the clock of the first one.
    const skewMs = app.clock.now().getTime() - other.clock.now().getTime();
    other.clock.advance({ seconds: skewMs / 1_000 });
    const elsewhere = await WebhookReceiver.start();
    try {
      await scene.create(receiver.url);
      await scene.create(elsewhere.url);
      const apis = [app.api, other.api].map((api) => api.as(scene.owner.session));
      const body = { type: 'assistant', assistantId: scene.assistant.naturalId };
      const pairs: Set<string>[] = [];
      for (let i = 0; i < BURST / 2; i++) {
        const issued = await Promise.all(apis.map((api) => api.post('/api/tokens', body)));
        pairs.push(new Set(issued.map((answer) => answer.body.id as string)));
      }
      for (const { received } of [receiver, elsewhere]) {
        await eventually(() => received.length >= BURST);
      }
      await eventually(async () => {
        const pending = await app.dataSource.query<unknown[]>(
          `SELECT FROM webhook_deliveries WHERE state = 'pending' AND next_attempt_at < now()`,
        );
        return pending.length === 0;
      });
      for (const one of [receiver, elsewhere]) {
        expect(new Set(idsOf(one)).size).toBe(BURST);
        const told = one.received.map(({ json }) => json.data.tokenId as string);
        expect(told).toHaveLength(BURST);
        expect(pairs.map((_, i) => new Set(told.slice(2 * i, 2 * i + 2)))).toEqual(pairs);
      }
    } finally {
      await elsewhere.stop();
    }
  });
});
