import { acting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class WebhookDeliveriesResource extends Resource {
  list(
    webhookId: string,
    query?: QueryOf<'listWebhookDeliveries'>,
    options?: RequestOptions,
  ): List<Schemas['WebhookDeliveryCollection']> {
    return this.collection(path`/api/webhooks/${webhookId}/deliveries`, query, options);
  }

  retrieve(
    webhookId: string,
    deliveryId: string,
    options?: RequestOptions,
  ): Promise<Schemas['WebhookDelivery']> {
    return this.send(reading(path`/api/webhooks/${webhookId}/deliveries/${deliveryId}`), options);
  }

  redeliver(
    webhookId: string,
    deliveryId: string,
    options?: RequestOptions,
  ): Promise<Schemas['WebhookDelivery']> {
    const call = acting(path`/api/webhooks/${webhookId}/deliveries/${deliveryId}/_redeliver`);
    return this.send(call, options);
  }
}
