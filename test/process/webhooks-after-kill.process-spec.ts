import { describe, expect, it } from '@jest/globals';
import { createSales, issueTokenFor } from '../support/issued-tokens.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const SLOW = 150_000;
/** The second attempt comes after 21 seconds. An attempt that a kill interrupted comes later. */
const PATIENCE_MS = 120_000;
const MANY = 60;
const KILLED_AFTER = 8;
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
        const assistantId = await createSales(admin);
        const created = await admin.post(`/api/assistants/${assistantId}/webhooks`, {
          url,
          events: ['token.created'],
        });
        expect(created.status).toBe(201);
        await receiver.stop();
        const issue = () => issueTokenFor(admin, assistantId);
        const issued = await Promise.all([issue(), issue(), issue()]);
        await service.end('SIGKILL');

        receiver = await WebhookReceiver.start(port);
        service = await ServiceProcess.start(dataDir, options);
        await eventually(() => receiver.received.length >= 3, PATIENCE_MS);
        const told = receiver.received.map(({ json }) => json.data.tokenId as string);
        expect(new Set(told)).toEqual(new Set(issued.map(({ id }) => id)));
        expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
        expect(service.output).not.toContain('whsec_');
        await receiver.stop();
      },
      SLOW,
    );
  });

  describe('when the service is killed while it sends many', () => {
    it(
      'is delivered after the next start, and no other is lost',
      async () => {
        const dataDir = await newDataDir();
        const receiver = await WebhookReceiver.start();
        let service = await ServiceProcess.start(dataDir, options);
        const admin = service.api.as(await service.logIn());
        const assistantId = await createSales(admin);
        await admin.post(`/api/assistants/${assistantId}/webhooks`, {
          url: receiver.url,
          events: ['token.created'],
        });
        const { answer } = receiver;
        const killed = new Promise((resolve) => {
          receiver.answer = (response, event) => {
            if (receiver.received.length < KILLED_AFTER) answer(response, event);
            else resolve(service.end('SIGKILL'));
          };
        });
        const created: string[] = [];
        const issue = async () => {
          const issued = await issueTokenFor(admin, assistantId).catch(() => null);
          if (issued !== null) created.push(issued.id);
        };
        await Promise.all(Array.from({ length: MANY }, issue));
        await killed;

        receiver.answer = answer;
        service = await ServiceProcess.start(dataDir, options);
        const told = () =>
          new Set(receiver.received.map(({ json }) => json.data.tokenId as string));
        await eventually(() => created.every((id) => told().has(id)), PATIENCE_MS);
        expect(created.length).toBeGreaterThan(0);
        expect(await service.end('SIGTERM')).toMatchObject({ code: 0 });
        await receiver.stop();
      },
      SLOW,
    );
  });
});
