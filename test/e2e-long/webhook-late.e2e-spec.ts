import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { MetricsServer } from '../../src/platform/metrics/metrics.server.js';
import { Api } from '../support/api.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';
import type { CreatedWebhook } from '../support/webhook-scene.js';

const ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', METRICS_PORT: '0' };
const BACKLOG = 3;

interface Delivery {
  id: string;
  state: string;
  attempts: unknown[];
  nextAttemptAt: string | null;
}

describe('an event that waits for three days because its receiver is too slow', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;
  let webhook: CreatedWebhook;
  let held: ServerResponse[];

  beforeEach(async () => {
    app = await startAppForTest({ env: ENV });
    scene = await WebhookScene.set(app);
    receiver = await WebhookReceiver.start();
    webhook = await scene.create(receiver.url);
    held = [];
    receiver.answer = (response) => {
      held.push(response);
    };
    await scene.createToken();
    await receiver.receives(1);
    for (let i = 0; i < BACKLOG; i++) await scene.createToken();
  });

  afterEach(() => receiver.stop());

  /** Answers the request that is under way, and all later ones at once. */
  const answer = () => {
    receiver.answer = (response) => response.writeHead(204).end();
    for (const response of held.splice(0)) response.writeHead(204).end();
  };

  /** @returns the deliveries, oldest first */
  const list = async (): Promise<Delivery[]> => {
    const { body } = await scene.owner.api.get(`${webhook.path}/deliveries`);
    return (body._embedded['inf:webhook-delivery'] as Delivery[]).toReversed();
  };

  const ended = async (): Promise<Delivery[]> => {
    await eventually(async () => (await list()).every(({ state }) => state !== 'pending'));
    return list();
  };

  it('is parked, and newer events follow', async () => {
    app.clock.advance({ days: 3.01 });
    const newer = await scene.createToken();
    answer();

    const [underWay, ...rest] = await ended();
    const last = rest.pop();
    expect(underWay).toMatchObject({ state: 'delivered' });
    expect(rest).toHaveLength(BACKLOG);
    for (const late of rest) {
      expect(late).toMatchObject({ state: 'parked', attempts: [], nextAttemptAt: null });
    }
    expect(last).toMatchObject({ state: 'delivered' });
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.json.data.tokenId).toBe(newer.id);
  });

  it('is counted as parked', async () => {
    const url = await app.nest.get(MetricsServer).listen({ host: '127.0.0.1', port: 0 });
    app.clock.advance({ days: 3.01 });
    answer();
    await ended();
    const { text } = await new Api(new URL(url).origin).get('/metrics');
    expect(text).toContain(`webhook_deliveries_total{outcome="parked"} ${BACKLOG}\n`);
  });

  it('is sent after all when somebody redelivers it', async () => {
    app.clock.advance({ days: 3.01 });
    answer();
    const [, late] = await ended();
    expect(late).toMatchObject({ state: 'parked' });
    const path = `${webhook.path}/deliveries/${late?.id ?? ''}`;
    expect((await scene.owner.api.post(`${path}/_redeliver`)).status).toBe(202);
    await ended();
    expect((await scene.owner.api.get(path)).body).toMatchObject({ state: 'delivered' });
  });

  it('is sent if it waited for less', async () => {
    app.clock.advance({ days: 2.99 });
    answer();
    for (const delivery of await ended()) expect(delivery).toMatchObject({ state: 'delivered' });
    expect(receiver.received).toHaveLength(1 + BACKLOG);
  });
});
