import { newId } from '../../src/platform/ids/id.js';
import { SigningSecrets } from '../../src/webhooks/signing/signing-secrets.js';
import { WebhookDelivery } from '../../src/webhooks/deliveries/webhook-delivery.entity.js';
import { WebhookSecret } from '../../src/webhooks/signing/webhook-secret.entity.js';
import type { WebhookEventType } from '../../src/webhooks/webhook.types.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import type { TestApp } from '../support/test-app.js';
import type { TestAssistant } from './assistants.factory.js';

interface WebhookOptions {
  assistant: Pick<TestAssistant, 'id'>;
  /** By default, a URL where nothing listens. */
  url?: string;
  /** By default, an event that no request causes. */
  events?: WebhookEventType[];
  columns?: Partial<Pick<Webhook, 'enabled' | 'failingSince' | 'disabledReason'>>;
}

export interface TestWebhook {
  id: string;
  /** The value of its secret. */
  secret: string;
  /** A delivered event. */
  deliveryId: string;
}

/** Inserts a webhook with one delivered event into the database. */
export async function createWebhook(
  app: TestApp,
  {
    assistant,
    url = 'https://hooks.invalid/',
    events = ['token.expiring'],
    columns = {},
  }: WebhookOptions,
): Promise<TestWebhook> {
  const now = app.clock.now();
  const id = newId();
  const { manager } = app.dataSource;
  await manager.insert(Webhook, {
    id,
    assistantId: assistant.id,
    userId: null,
    url,
    events,
    createdAt: now,
    updatedAt: now,
    ...columns,
  });
  const { stored, value } = app.nest.get(SigningSecrets).make(id, 1, now);
  await manager.insert(WebhookSecret, stored);
  const deliveryId = newId();
  await manager.insert(WebhookDelivery, {
    id: deliveryId,
    webhookId: id,
    event: 'token.created',
    at: now,
    data: {},
    chatId: null,
    subjectId: null,
    state: 'delivered',
    nextAttemptAt: null,
    createdAt: now,
  });
  return { id, secret: value, deliveryId };
}
