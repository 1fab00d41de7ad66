import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';

const ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };

/** Whether pg-boss has started: the schedule of a job is the last thing that it writes. */
async function hasJobs({ dataSource }: TestApp): Promise<boolean> {
  const [row] = await dataSource.query<[{ schedule: string | null }]>(
    `SELECT to_regclass('pgboss.schedule') AS schedule`,
  );
  if (row.schedule === null) return false;
  return (await dataSource.query<unknown[]>('SELECT FROM pgboss.schedule')).length > 0;
}

describe('trouble of the queue', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => receiver.stop());

  it('does not affect requests or deliveries if pg-boss fails', async () => {
    const app = await startAppForTest({ env: ENV });
    await eventually(() => hasJobs(app));
    const scene = await WebhookScene.set(app);
    await scene.create(receiver.url, ['token.created', 'token.revoked']);
    await app.dataSource.query('ALTER SCHEMA pgboss RENAME TO pgboss_away');
    try {
      const { id } = await scene.createToken();
      expect((await scene.owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
      const events = await receiver.receives(2);
      expect(events.map(({ json }) => json.type as string)).toEqual([
        'token.created',
        'token.revoked',
      ]);
    } finally {
      await app.dataSource.query('ALTER SCHEMA pgboss_away RENAME TO pgboss');
    }
  });

  it('does not affect requests if the service cannot read the queue, and events are sent later', async () => {
    const app = await startAppForTest({ env: ENV });
    const scene = await WebhookScene.set(app);
    await scene.create(receiver.url, ['token.created', 'token.revoked']);
    await app.dataSource.query('ALTER TABLE webhook_leases RENAME TO leases_away');
    try {
      const { id } = await scene.createToken();
      expect((await scene.owner.api.delete(`/api/tokens/${id}`)).status).toBe(204);
      expect((await scene.owner.api.get(`/api/tokens/${id}`)).body.status).toBe('revoked');
      expect(receiver.received).toEqual([]);
    } finally {
      await app.dataSource.query('ALTER TABLE leases_away RENAME TO webhook_leases');
    }
    const events = await receiver.receives(2);
    expect(events.map(({ json }) => json.type as string)).toEqual([
      'token.created',
      'token.revoked',
    ]);
  });
});
