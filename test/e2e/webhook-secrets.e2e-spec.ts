import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { dumpDatabase } from '../support/database-rows.js';
import { expectRefused } from '../support/refusal.js';
import { startAppForTest } from '../support/app-for-test.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import type { ReceivedEvent } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';
import type { CreatedWebhook } from '../support/webhook-scene.js';

const ENV = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };

describe('the secret of a webhook', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => receiver.stop());

  const signs = (secret: string, { body, headers }: ReceivedEvent) => {
    try {
      new Verifier(secret).verify(body, headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  const rotate = async (scene: WebhookScene, { path }: CreatedWebhook, body: object) => {
    const answer = await scene.owner.api.post(`${path}/_rotate`, body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    return answer.body.secret as string;
  };
  const nextEvent = async (scene: WebhookScene) => {
    const { length } = receiver.received;
    await scene.createToken();
    return (await receiver.receives(length + 1))[length] as ReceivedEvent;
  };

  it('signs together with the new one until its overlap ends', async () => {
    const scene = await WebhookScene.set(await startAppForTest({ env: ENV }));
    const webhook = await scene.create(receiver.url);
    const second = await rotate(scene, webhook, { overlapSeconds: 600 });
    expect((await scene.owner.api.get(webhook.path)).body).toMatchObject({
      secretVersion: 2,
      secrets: [
        { version: 2, retiresAt: null },
        { version: 1, retiresAt: expect.any(String) },
      ],
    });

    const during = await nextEvent(scene);
    expect([webhook.secret, second].map((secret) => signs(secret, during))).toEqual([true, true]);

    const third = await rotate(scene, webhook, { overlapSeconds: 60 });
    const then = await nextEvent(scene);
    expect([webhook.secret, second, third].map((secret) => signs(secret, then))).toEqual([
      false,
      true,
      true,
    ]);

    const fourth = await rotate(scene, webhook, {});
    const after = await nextEvent(scene);
    expect([third, fourth].map((secret) => signs(secret, after))).toEqual([false, true]);
  });

  it('is replaced once if two requests replace the same version', async () => {
    const app = await startAppForTest();
    const scene = await WebhookScene.set(app);
    const { path } = await scene.create('https://hooks.example.com/');
    const both = [1, 2].map(() =>
      scene.owner.api.post(`${path}/_rotate`, { secretVersion: 1, overlapSeconds: 60 }),
    );
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
    await expectRefused(
      app,
      () => scene.owner.api.post(`${path}/_rotate`, { secretVersion: 1 }),
      409,
      'version_conflict',
    );
  });

  it('is encrypted at rest with ENCRYPTION_KEY, and only that key decrypts it', async () => {
    const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
    const app = await startAppForTest({ env: { ...ENV, ENCRYPTION_KEY: key(1) } });
    const scene = await WebhookScene.set(app);
    const webhook = await scene.create(receiver.url);
    const bytes = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64').toString('hex');
    expect(await dumpDatabase(app)).not.toContain(bytes);
    expect(signs(webhook.secret, await nextEvent(scene))).toBe(true);

    await app.dataSource.query(`UPDATE webhook_secrets SET version = 2`);
    await scene.owner.api.post(`${webhook.path}/_test`);
    const { body } = await scene.owner.api.get(`${webhook.path}/deliveries`);
    const [test] = body._embedded['inf:webhook-delivery'] as { id: string }[];
    await scene.attemptNext(test?.id ?? '').catch(() => undefined);
    const read = await scene.owner.api.get(`${webhook.path}/deliveries/${test?.id ?? ''}`);
    expect(read.body.attempts[0]).toMatchObject({ error: 'secret_unreadable' });
    expect(receiver.received).toHaveLength(1);
  });
});
