import { describe, expect, it } from '@jest/globals';
import { ExpiringTokensService } from '../../src/webhooks/events/expiring-tokens.service.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestApp } from '../support/test-app.js';
import type { WebhookReceiver } from '../support/webhook-receiver.js';
import { useWebhookScene } from '../support/webhook-scene.js';
import type { WebhookScene } from '../support/webhook-scene.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a token that soon expires', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;

  useWebhookScene((stage) => {
    ({ app, scene, receiver } = stage);
  });

  const look = () => app.nest.get(ExpiringTokensService).tell();
  const tokenFor = (ms: number) =>
    createToken(app, {
      owner: scene.owner,
      assistant: scene.assistant,
      columns: { expiresAt: new Date(app.clock.now().getTime() + ms) },
    });
  const toldOf = async () => {
    const rows = await app.dataSource.query<{ id: string }[]>(
      `SELECT data->>'tokenId' AS id FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
       WHERE w.assistant_id = $1 ORDER BY d.id`,
      [scene.assistant.id],
    );
    return rows.map(({ id }) => id);
  };

  it('is announced once, a week before or at half of a lifetime under two weeks', async () => {
    await scene.create(receiver.url, ['token.expiring']);
    const long = await tokenFor(30 * DAY_MS);
    const short = await tokenFor(2 * DAY_MS);
    const revoked = await tokenFor(30 * DAY_MS);
    await scene.owner.api.delete(`/api/tokens/${revoked.id}`);
    await look();
    expect(await toldOf()).toEqual([]);

    app.clock.advance({ days: 1, seconds: 60 });
    await Promise.all([look(), look(), look()]);
    expect(await toldOf()).toEqual([short.id]);
    const [event] = await receiver.receives(1);
    expect(event?.json).toMatchObject({
      type: 'token.expiring',
      data: { tokenId: short.id, assistantId: scene.assistant.naturalId },
    });
    expect(Date.parse(event?.json.data.expiresAt as string)).toBeGreaterThan(Date.now() + DAY_MS);

    app.clock.advance({ days: 21.9 });
    await look();
    expect(await toldOf()).toEqual([short.id]);
    app.clock.advance({ days: 0.1 });
    await look();
    await look();
    expect(await toldOf()).toEqual([short.id, long.id]);

    await scene.create(receiver.url, ['token.expiring']);
    await look();
    expect(await toldOf()).toEqual([short.id, long.id, long.id]);
  });

  it('is found by one instance, every five minutes', async () => {
    const schedules = await app.dataSource.query('SELECT name, cron FROM pgboss.schedule');
    expect(schedules).toEqual([{ name: 'webhook-expiring-tokens', cron: '*/5 * * * *' }]);
  });
});
