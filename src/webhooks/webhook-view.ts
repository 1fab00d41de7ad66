import type { WebhookSecret } from './webhook-secret.entity.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { Webhook } from './webhook.entity.js';

/** What is shown of a webhook. */
export interface WebhookView {
  webhook: Omit<Webhook, 'assistant' | 'user'>;
  assistant: { naturalId: string };
  /** Those that sign, newest first. */
  secrets: Pick<WebhookSecret, 'version' | 'createdAt' | 'retiresAt'>[];
}

/** What is shown of what was sent. */
export interface DeliveryView {
  delivery: WebhookDelivery;
  /** Whether anything is sent to its webhook. */
  isEnabled: boolean;
}

/** With the full value of its newest secret. */
export interface IssuedWebhook extends WebhookView {
  value: string;
}
