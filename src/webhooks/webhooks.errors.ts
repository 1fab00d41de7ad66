import { DomainError, NotFoundError } from '../platform/errors/domain-error.js';

export class WebhookNotFoundError extends NotFoundError {
  constructor() {
    super('webhook');
  }
}

export class DeliveryNotFoundError extends NotFoundError {
  constructor() {
    super('delivery');
  }
}

export class TooManyWebhooksError extends DomainError {
  constructor(limit: number) {
    super('too_many_webhooks', `An assistant can have at most ${limit} webhooks.`);
  }
}

export class WebhookDisabledError extends DomainError {
  constructor() {
    super('webhook_disabled', 'The webhook is disabled. Enable it first.');
  }
}
