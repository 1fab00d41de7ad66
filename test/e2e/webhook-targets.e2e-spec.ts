import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { AddressResolver } from '../../src/webhooks/outbound/address-resolver.js';
import { createWebhook } from '../factories/webhooks.factory.js';
import { startAppForTest } from '../support/app-for-test.js';
import { eventually } from '../support/service-process.js';
import { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { WebhookScene } from '../support/webhook-scene.js';

const at = (...addresses: string[]) =>
  Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

describe('the URL of a webhook', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => receiver.stop());

  /** The result for a webhook that is already in the database, although the API would refuse it. */
  async function resultFor(scene: WebhookScene, url: string) {
    const { id } = await createWebhook(scene.app, { assistant: scene.assistant, url });
    const path = `/api/webhooks/${id}`;
    const { body } = await scene.owner.api.post(`${path}/_test`);
    const read = async () =>
      (await scene.owner.api.get(`${path}/deliveries/${body.id as string}`)).body;
    await eventually(async () => (await read()).attempts.length > 0);
    return (await read()).attempts[0] as { status: number | null; error: string | null };
  }

  describe('without WEBHOOK_ALLOWED_HOSTS', () => {
    let app: TestApp;
    let scene: WebhookScene;

    beforeAll(async () => {
      app = await TestApp.start();
    });

    beforeEach(async () => {
      scene = await WebhookScene.set(app);
    });

    afterAll(() => app.close());

    it.each([
      'https://127.0.0.1',
      'http://127.0.0.1',
      'https://[::ffff:127.0.0.1]',
      'https://0x7f.1',
    ])('must not contain a non-public address: %s', async (origin) => {
      expect(await resultFor(scene, `${origin}:${receiver.port}/`)).toMatchObject({
        status: null,
        error: 'address_not_allowed',
      });
      expect(receiver.connections).toBe(0);
    });

    it('must not contain a name that resolves to such an address, now or later', async () => {
      const resolver = jest.spyOn(app.nest.get(AddressResolver), 'resolve');
      resolver.mockReturnValueOnce(at('127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254'));
      const url = `https://rebinding.example.com:${receiver.port}/`;
      expect(await resultFor(scene, url)).toMatchObject({ error: 'address_not_allowed' });
      expect(resolver).toHaveBeenCalledTimes(1);
      resolver.mockRestore();
      expect(receiver.connections).toBe(0);
    });

    it('must not use plain HTTP', async () => {
      const resolver = jest.spyOn(app.nest.get(AddressResolver), 'resolve');
      resolver.mockReturnValueOnce(at('93.184.215.14'));
      expect(await resultFor(scene, 'http://plain.example.com/')).toMatchObject({
        error: 'address_not_allowed',
      });
      resolver.mockRestore();
    });

    it('must not contain an unknown name', async () => {
      expect(await resultFor(scene, 'https://hooks.invalid/')).toMatchObject({
        error: 'name_not_resolved',
      });
    });
  });

  describe('when the operator allows an address', () => {
    it('can be a plain URL with a name that resolves to it', async () => {
      const app = await startAppForTest({ env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1/32' } });
      const scene = await WebhookScene.set(app);
      const resolver = jest.spyOn(app.nest.get(AddressResolver), 'resolve');
      const url = `http://intranet.example.com:${receiver.port}/`;

      resolver.mockReturnValueOnce(at('127.0.0.2', '10.0.0.1', '127.0.0.1'));
      expect(await resultFor(scene, url)).toMatchObject({ status: 204, error: null });
      expect(receiver.received[0]?.headers.host).toBe(`intranet.example.com:${receiver.port}`);

      resolver.mockReturnValueOnce(at('127.0.0.2'));
      expect(await resultFor(scene, url)).toMatchObject({ error: 'address_not_allowed' });
      expect(receiver.connections).toBe(1);
      resolver.mockRestore();
    });
  });

  describe('when the operator allows a name', () => {
    it('can contain that name, on that port', async () => {
      const app = await startAppForTest({
        env: { WEBHOOK_ALLOWED_HOSTS: `localhost:${receiver.port}` },
      });
      const scene = await WebhookScene.set(app);
      expect(await resultFor(scene, `http://localhost:${receiver.port}/`)).toMatchObject({
        status: 204,
      });
      const refused = await WebhookReceiver.start();
      try {
        for (const host of ['localhost', '127.0.0.1']) {
          expect(await resultFor(scene, `http://${host}:${refused.port}/`)).toMatchObject({
            error: 'address_not_allowed',
          });
        }
        expect(refused.connections).toBe(0);
      } finally {
        await refused.stop();
      }
    });
  });
});
