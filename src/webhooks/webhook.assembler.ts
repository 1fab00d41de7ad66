import { link, paths } from '../hal/links.js';
import type {
  WebhookDeliveryResource,
  WebhookDeliverySummaryResource,
} from './dto/webhook-delivery.resource.js';
import type { IssuedWebhookResource, WebhookResource } from './dto/webhook.resource.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { IssuedWebhook, WebhookView } from './webhook-view.js';

export function assembleWebhook({ webhook, assistant, secrets }: WebhookView): WebhookResource {
  const { id } = webhook;
  return {
    id,
    assistantId: assistant.naturalId,
    url: webhook.url,
    events: webhook.events,
    description: webhook.description,
    enabled: webhook.enabled,
    disabledReason: webhook.disabledReason,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    secretVersion: webhook.secretVersion,
    secrets: secrets.map(({ version, createdAt, retiresAt }) => ({
      version,
      createdAt: createdAt.toISOString(),
      retiresAt: retiresAt?.toISOString() ?? null,
    })),
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
    _links: {
      self: link(paths.webhook(id)),
      'inf:assistant': link(paths.assistant(assistant.naturalId)),
      'inf:webhook-deliveries': link(paths.webhookDeliveries(id)),
      'inf:rotate': link(paths.webhookRotate(id)),
      'inf:test': link(paths.webhookTest(id)),
    },
  };
}

export function assembleIssuedWebhook(issued: IssuedWebhook): IssuedWebhookResource {
  return { ...assembleWebhook(issued), secret: issued.value };
}

export function assembleDeliverySummary(delivery: WebhookDelivery): WebhookDeliverySummaryResource {
  const { id, webhookId, attempts } = delivery;
  return {
    id,
    event: delivery.event,
    state: delivery.state,
    attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
    _links: {
      self: link(paths.webhookDelivery(webhookId, id)),
      'inf:webhook': link(paths.webhook(webhookId)),
      'inf:redeliver': link(paths.webhookRedeliver(webhookId, id)),
    },
  };
}

export function assembleDelivery(delivery: WebhookDelivery): WebhookDeliveryResource {
  return { ...assembleDeliverySummary(delivery), data: delivery.data };
}
