import { acting, changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { createWithValue } from './created-value.js';
import { Resource } from './resource.js';
import { rotating } from './rotation.js';
import { WebhookDeliveriesResource } from './webhook-deliveries.js';

export class WebhooksResource extends Resource {
  readonly deliveries: WebhookDeliveriesResource;

  constructor(transport: Transport) {
    super(transport);
    this.deliveries = new WebhookDeliveriesResource(transport);
  }

  /**
   * Only this response contains the `secret`. When it gets lost, the client rotates the secret.
   *
   * @throws LostValueError
   */
  create(
    assistantId: string,
    body: BodyOf<'createWebhook'>,
    options?: CreateOptions,
  ): Promise<Schemas['IssuedWebhook']> {
    const call = creating(path`/api/assistants/${assistantId}/webhooks`, body);
    return createWithValue(this.transport, call, options, {
      valueOf: ({ secret }: Schemas['IssuedWebhook']) => secret,
      renew: ({ id }) => this.rotate(id, { secretVersion: 1 }, options),
    });
  }

  list(
    assistantId: string,
    query?: QueryOf<'listWebhooks'>,
    options?: RequestOptions,
  ): List<Schemas['WebhookCollection']> {
    return this.collection(path`/api/assistants/${assistantId}/webhooks`, query, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['Webhook']> {
    return this.send(reading(path`/api/webhooks/${id}`), options);
  }

  update(
    id: string,
    body: BodyOf<'updateWebhook'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Webhook']> {
    return this.send(changing(path`/api/webhooks/${id}`, body, options), options);
  }

  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/webhooks/${id}`), options);
  }

  /**
   * Gives the webhook a new secret. After a lost response, the client retries with `secretVersion` only.
   *
   * @throws ConflictError `version_conflict`
   */
  rotate(
    id: string,
    body: BodyOf<'rotateWebhookSecret'> = {},
    options?: ChangeOptions,
  ): Promise<Schemas['IssuedWebhook']> {
    const repetition = body.secretVersion === undefined ? 'never' : 'safe';
    return this.send(rotating(path`/api/webhooks/${id}`, body, repetition), options);
  }

  /** Sends the event `webhook.test`. */
  test(id: string, options?: RequestOptions): Promise<Schemas['WebhookDelivery']> {
    return this.send(acting(path`/api/webhooks/${id}/_test`), options);
  }
}
