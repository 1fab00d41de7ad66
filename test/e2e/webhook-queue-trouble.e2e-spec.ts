import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JobQueue } from '../../src/platform/jobs/job-queue.js';
import { newId } from '../../src/platform/ids/id.js';
import { DeliveriesRepository } from '../../src/webhooks/deliveries/deliveries.repository.js';
import { DeliverySweeper } from '../../src/webhooks/deliveries/delivery.sweeper.js';
import { WebhookDelivery } from '../../src/webhooks/deliveries/webhook-delivery.entity.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';

const ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };

describe('a job queue that fails', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => receiver.stop());

  it('does not affect requests, and pending deliveries are sent when it works again', async () => {
    const app = await startAppForTest({ env: ENV });
    await app.nest.get(JobQueue).started();
    const scene = await WebhookScene.set(app);
    await scene.create(receiver.url, ['token.created', 'token.revoked']);
    await app.dataSource.query('ALTER SCHEMA pgboss RENAME TO pgboss_away');

    const { id } = await scene.createToken();
    expect((await scene.owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
    expect((await scene.owner.api.get(`/api/tokens/${id}`)).body.status).toBe('revoked');
    expect(receiver.received).toEqual([]);

    await app.dataSource.query('ALTER SCHEMA pgboss_away RENAME TO pgboss');
    await app.nest.get(DeliverySweeper).sweep(0);
    await app.nest.get(DeliverySweeper).sweep(0);
    const events = await receiver.receives(2);
    expect(events.map(({ json }) => json.type as string).sort()).toEqual([
      'token.created',
      'token.revoked',
    ]);
  });

  it('deletes finished jobs soon', async () => {
    const app = await startAppForTest({ env: ENV });
    await app.nest.get(JobQueue).started();
    const scene = await WebhookScene.set(app);
    await scene.create(receiver.url);
    await scene.createToken();
    const count = async (state: string) => {
      const jobs = await app.dataSource.query<unknown[]>(
        `SELECT FROM pgboss.job WHERE name = 'webhook-delivery' AND state = $1`,
        [state],
      );
      return jobs.length;
    };
    await eventually(async () => (await count('completed')) === 1);
    await app.dataSource.query(`UPDATE pgboss.job SET completed_on = now() - interval '2 hours'`);
    await app.dataSource.query(`UPDATE pgboss.queue SET maintain_on = now() - interval '1 hour'`);
    await eventually(async () => (await count('completed')) === 0, 40_000);
  });

  it('does not starve a webhook because another one has many deliveries', async () => {
    const app = await startAppForTest({ env: ENV });
    await app.nest.get(JobQueue).started();
    const { assistant } = await WebhookScene.set(app);
    const busy = await createWebhook(app, { assistant });
    const quiet = await createWebhook(app, { assistant });
    const now = app.clock.now();
    const ofIds = [busy.id, busy.id, busy.id, quiet.id];
    await app.dataSource.manager.insert(
      WebhookDelivery,
      ofIds.map((webhookId, i) => {
        const at = new Date(now.getTime() - 10_000 + i);
        const delivery = { id: newId(), webhookId, event: 'token.created', at, data: {} } as const;
        return { ...delivery, state: 'pending' as const, nextAttemptAt: at, createdAt: at };
      }),
    );
    const overdue = await app.nest.get(DeliveriesRepository).findOverdue(now, 2);
    expect(overdue.map(({ webhookId }) => webhookId)).toEqual([busy.id, quiet.id]);
  });
});
