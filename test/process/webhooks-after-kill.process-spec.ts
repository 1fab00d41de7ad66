import { describe, expect, it } from '@jest/globals';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const SLOW = 150_000;
/** The second attempt comes after 21 seconds. An attempt that a kill interrupted comes later. */
const PATIENCE_MS = 120_000;
const options = { env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } };

describe('an event', () => {
  describe('when the service is killed after the change was committed', () => {
    it(
      'is delivered after the next start',
      async () => {
        const dataDir = await newDataDir();
        let receiver = await WebhookReceiver.start();
        const { port, url } = receiver;
        let service = await ServiceProcess.start(dataDir, options);
        const admin = service.api.as(await service.logIn());
        const { body: assistant } = await admin.post('/api/assistants', { slug: 'a', name: 'A' });
        const created = await admin.post(`/api/assistants/${assistant.id as string}/webhooks`, {
          url,
          events: ['token.created'],
        });
        expect(created.status).toBe(201);
        await receiver.stop();
        const issue = () =>
          admin.post('/api/tokens', { type: 'assistant', assistantId: assistant.id as string });
        const issued = await Promise.all([issue(), issue(), issue()]);
        await service.end('SIGKILL');

        receiver = await WebhookReceiver.start(port);
        service = await ServiceProcess.start(dataDir, options);
        await eventually(() => receiver.received.length >= 3, PATIENCE_MS);
        const told = receiver.received.map(({ json }) => json.data.tokenId as string);
        expect(new Set(told)).toEqual(new Set(issued.map(({ body }) => body.id as string)));
        expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
        expect(service.output).not.toContain('whsec_');
        await receiver.stop();
      },
      SLOW,
    );
  });
});
