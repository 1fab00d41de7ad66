import { afterEach, describe, expect, it } from '@jest/globals';
import { auditedActions } from '../support/database-rows.js';
import { expectRefused } from '../support/refusal.js';
import type { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { useWebhookScene } from '../support/webhook-scene.js';
import type { WebhookScene } from '../support/webhook-scene.js';

describe('a delivery that fails', () => {
  let app: TestApp;
  let scene: WebhookScene;
  let receiver: WebhookReceiver;

  useWebhookScene((stage) => {
    ({ app, scene, receiver } = stage);
  });

  /** Without webhooks, nothing is tried again when a later test moves the clock. */
  afterEach(async () => {
    await app.dataSource.query('DELETE FROM webhooks');
  });

  const answerWith = (status: number, body = '', headers = {}) => {
    receiver.answer = (response) => response.writeHead(status, headers).end(body);
  };
  const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1_000;

  /** Randomly up to a tenth less. */
  const expectPlanned = (wait: number, planned: number) => {
    expect(wait).toBeGreaterThan(planned * 0.9 - 1);
    expect(wait).toBeLessThan(planned + 1);
  };

  it('is retried with growing delays for a day, and then parked', async () => {
    answerWith(503, 'try later');
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const first = await scene.deliveryOf(webhook);
    expect(first).toMatchObject({
      state: 'pending',
      attempts: [{ status: 503, error: 'status', excerpt: 'try later' }],
    });
    const { at, durationMs } = first.attempts[0] as { at: string; durationMs: number };
    expectPlanned(seconds(at, first.nextAttemptAt as string) - durationMs / 1_000, 21);

    for (let tries = 2; tries <= 13; tries++) await scene.attemptNext(first.id as string);

    const parked = await scene.deliveryOf(webhook, 13);
    expect(parked).toMatchObject({ state: 'parked', nextAttemptAt: null });
    expect(parked.attempts).toHaveLength(13);
    const times = parked.attempts.map(({ at }: { at: string }) => at) as string[];
    const waits = times.slice(1).map((at, i) => Math.round(seconds(times[i] ?? '', at)));
    for (const [i, wait] of waits.entries()) expectPlanned(wait, 21 * 2 ** i);
    const whole = seconds(times[0] ?? '', times[12] ?? '');
    expect(whole).toBeGreaterThan(21 * 3_600);
    expect(whole).toBeLessThan(24 * 3_600);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);

    const { body } = await scene.owner.api.get(webhook.path);
    expect(body).toMatchObject({ enabled: true, disabledReason: null });
    expect(Math.abs(seconds(times[0] ?? '', body.failingSince as string))).toBeLessThan(5);
  });

  it.each([
    [429, '600', 600],
    [503, '999999', 3_600],
    [503, '1', 21],
    [500, '600', 21],
  ])('with %s and Retry-After %s is retried in %s seconds', async (status, given, wait) => {
    answerWith(status, '', { 'Retry-After': given });
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { attempts, nextAttemptAt } = await scene.deliveryOf(webhook);
    const { at, durationMs } = attempts[0] as { at: string; durationMs: number };
    expectPlanned(seconds(at, nextAttemptAt as string) - durationMs / 1_000, wait);
  });

  it('succeeds when the receiver is back, which clears failingSince', async () => {
    answerWith(500);
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { id } = await scene.deliveryOf(webhook);
    expect((await scene.owner.api.get(webhook.path)).body.failingSince).not.toBeNull();

    answerWith(200, 'ok');
    await scene.attemptNext(id as string);

    expect(await scene.deliveryOf(webhook, 2)).toMatchObject({ state: 'delivered' });
    expect((await scene.owner.api.get(webhook.path)).body.failingSince).toBeNull();
  });

  it('includes a redirect, which is not followed', async () => {
    const elsewhere = await WebhookReceiver.start();
    try {
      answerWith(307, '', { Location: elsewhere.url });
      const webhook = await scene.create(receiver.url);
      await scene.createToken();
      expect(await scene.deliveryOf(webhook)).toMatchObject({
        state: 'pending',
        attempts: [{ status: 307, error: 'redirect' }],
      });
      expect(elsewhere.connections).toBe(0);
    } finally {
      await elsewhere.stop();
    }
  });

  it('shows why there was no response', async () => {
    receiver.answer = (response) => response.socket?.destroy();
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    expect(await scene.deliveryOf(webhook)).toMatchObject({
      attempts: [{ status: null, error: 'connection_failed', excerpt: null }],
    });
  });

  it('includes a protocol upgrade, which blocks nothing', async () => {
    receiver.answer = ({ socket }) =>
      socket?.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      );
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    expect(await scene.deliveryOf(webhook)).toMatchObject({
      state: 'pending',
      attempts: [{ status: null, error: 'invalid_response', excerpt: null }],
    });
  });

  it('shows the first 1,024 bytes of a response, without control characters, and reads no more', async () => {
    receiver.answer = (response) => {
      response.writeHead(500);
      const more = () => {
        while (response.write('\u0000x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    };
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { attempts } = await scene.deliveryOf(webhook);
    expect(attempts[0].excerpt).toBe('x'.repeat(512));
  });

  it('is parked and disables the webhook if the receiver answers 410', async () => {
    answerWith(410);
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    expect(await scene.deliveryOf(webhook)).toMatchObject({ state: 'parked' });
    const { body } = await scene.owner.api.get(webhook.path);
    expect(body).toMatchObject({ enabled: false, disabledReason: 'gone' });
    expect(await auditedActions(app, webhook.id)).toEqual(['webhook.created', 'webhook.disabled']);
  });

  it('disables the webhook if none has succeeded for three days', async () => {
    answerWith(500);
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { id } = await scene.deliveryOf(webhook);

    app.clock.advance({ days: 2.9 });
    await scene.attemptNext(id as string);
    expect((await scene.owner.api.get(webhook.path)).body.enabled).toBe(true);

    app.clock.advance({ days: 0.2 });
    await scene.attemptNext(id as string);
    const { body } = await scene.owner.api.get(webhook.path);
    expect(body).toMatchObject({ enabled: false, disabledReason: 'failing' });
    expect(body.failingSince).not.toBeNull();
    expect(await scene.deliveryOf(webhook, 3)).toMatchObject({ state: 'parked' });

    await expectRefused(
      app,
      () => scene.owner.api.post(`${webhook.path}/deliveries/${id as string}/_redeliver`),
      409,
      'webhook_disabled',
    );
    await expectRefused(
      app,
      () => scene.owner.api.post(`${webhook.path}/_test`),
      409,
      'webhook_disabled',
    );

    const enabled = await scene.owner.api.patch(webhook.path, { enabled: true });
    expect(enabled.body).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
  });

  it('is not sent any more if its webhook was disabled in the meantime', async () => {
    answerWith(500);
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { id } = await scene.deliveryOf(webhook);
    await scene.owner.api.patch(webhook.path, { enabled: false });

    await scene.attemptNext(id as string);
    expect(await scene.deliveryOf(webhook, 2)).toMatchObject({
      state: 'parked',
      attempts: [
        expect.anything(),
        expect.objectContaining({ error: 'webhook_disabled', status: null }),
      ],
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('can be redelivered in any state, with the same id', async () => {
    answerWith(500);
    const webhook = await scene.create(receiver.url);
    await scene.createToken();
    const { id } = await scene.deliveryOf(webhook);
    answerWith(200);
    const path = `${webhook.path}/deliveries/${id as string}`;

    const hurried = await scene.owner.api.post(`${path}/_redeliver`);
    expect(hurried).toMatchObject({ status: 202, body: { state: 'pending' } });
    expect(await scene.deliveryOf(webhook, 2)).toMatchObject({ state: 'delivered' });

    await scene.owner.api.post(`${path}/_redeliver`);
    expect(await scene.deliveryOf(webhook, 3)).toMatchObject({ state: 'delivered' });
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id, id]);
  });

  it('can be tested with a test event', async () => {
    const webhook = await scene.create(receiver.url, ['token.expiring']);
    const answer = await scene.owner.api.post(`${webhook.path}/_test`);
    expect(answer).toMatchObject({ status: 202, body: { event: 'webhook.test' } });

    const [event] = await receiver.receives(1);
    expect(event?.json).toMatchObject({ type: 'webhook.test', data: { webhookId: webhook.id } });
    expect(await scene.deliveryOf(webhook)).toMatchObject({ state: 'delivered' });
  });

  it('can be listed by state, newest first, page by page', async () => {
    const webhook = await scene.create(receiver.url);
    for (let i = 0; i < 5; i++) await scene.createToken();
    await receiver.receives(5);
    const list = async (query: string) =>
      (await scene.owner.api.get(`${webhook.path}/deliveries?${query}`)).body;
    const first = await list('limit=3');
    expect(first).toMatchObject({ total: 5, count: 3 });
    const next = (await scene.owner.api.get(first._links.next.href as string)).body;
    const ids = [first, next].flatMap(({ _embedded }) =>
      _embedded['inf:webhook-delivery'].map(({ id }: { id: string }) => id),
    ) as string[];
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(new Set(ids).size).toBe(5);
    expect((await list('state=parked')).total).toBe(0);
  });
});
