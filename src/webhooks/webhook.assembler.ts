import { permittedLink } from '../api/discovery/permitted-link.js';
import type { Principal } from '../admission/principal.js';
import { link, paths } from '../api/hal/links.js';
import type {
  WebhookDeliveryResource,
  WebhookDeliverySummaryResource,
} from './dto/webhook-delivery.resource.js';
import type { IssuedWebhookResource, WebhookResource } from './dto/webhook.resource.js';
import type { DeliveryView, IssuedWebhook, WebhookView } from './webhook-view.js';

/** Links to the changes too: whoever can see a webhook may change it. */
export function assembleWebhook(
  { webhook, assistant, secrets }: WebhookView,
  principal: Principal,
): WebhookResource {
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
      ...permittedLink(principal, 'edit', 'updateWebhook', { id }),
      ...permittedLink(principal, 'inf:delete', 'deleteWebhook', { id }),
      ...permittedLink(principal, 'inf:assistant', 'getAssistant', { id: assistant.naturalId }),
      ...permittedLink(principal, 'inf:webhook-deliveries', 'listWebhookDeliveries', { id }),
      ...permittedLink(principal, 'inf:rotate', 'rotateWebhookSecret', { id }),
      ...(webhook.enabled && permittedLink(principal, 'inf:test', 'testWebhook', { id })),
    },
  };
}

export function assembleIssuedWebhook(
  issued: IssuedWebhook,
  principal: Principal,
): IssuedWebhookResource {
  return { ...assembleWebhook(issued, principal), secret: issued.value };
}

export function assembleDeliverySummary(
  { delivery, isEnabled }: DeliveryView,
  principal: Principal,
): WebhookDeliverySummaryResource {
  const { id, webhookId, attempts } = delivery;
  const toDelivery = { id: webhookId, deliveryId: id };
  return {
    id,
    event: delivery.event,
    state: delivery.state,
    attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
    _links: {
      self: link(paths.webhookDelivery(webhookId, id)),
      ...permittedLink(principal, 'inf:webhook', 'getWebhook', { id: webhookId }),
      ...(isEnabled &&
        permittedLink(principal, 'inf:redeliver', 'redeliverWebhookDelivery', toDelivery)),
    },
  };
}

export function assembleDelivery(
  view: DeliveryView,
  principal: Principal,
): WebhookDeliveryResource {
  return { ...assembleDeliverySummary(view, principal), data: view.delivery.data };
}
