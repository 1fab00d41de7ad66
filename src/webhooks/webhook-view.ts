import type { WebhookSecret } from './signing/webhook-secret.entity.js';
import type { WebhookDelivery } from './deliveries/webhook-delivery.entity.js';
import type { Webhook } from './webhook.entity.js';

export interface WebhookView {
  webhook: Omit<Webhook, 'assistant' | 'user'>;
  assistant: { naturalId: string };
  /** The versions that sign requests now, newest first. */
  secrets: Pick<WebhookSecret, 'version' | 'createdAt' | 'retiresAt'>[];
}

export interface DeliveryView {
  delivery: WebhookDelivery;
  /** Whether the webhook is enabled: only then can the delivery be sent again. */
  isEnabled: boolean;
}

/** A webhook with the value of its newest secret. */
export interface IssuedWebhook extends WebhookView {
  value: string;
}
