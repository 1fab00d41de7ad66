import { Injectable } from '@nestjs/common';
import { Webhook as Signer } from 'standardwebhooks';
import { Clock } from '../../platform/clock/clock.js';
import { parseRetryAfter } from '../outbound/retry-after.js';
import { OutboundClient } from '../outbound/outbound-client.js';
import { OutboundError } from '../outbound/outbound.errors.js';
import { CallbackService } from './callback.service.js';
import { EXCERPT_BYTES, excerptOf } from './delivery-excerpt.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { DeliveryAttempt } from '../webhook.types.js';

const TIMEOUT_MS = 10_000;
/** The statuses whose `Retry-After` is honored: too many requests, and temporarily unavailable. */
const HEEDED_STATUSES = [429, 503];

export interface Sent {
  attempt: DeliveryAttempt;
  /** The seconds from the receiver's `Retry-After`. */
  retryAfter: number | null;
}

/** Sends one attempt, signed as Standard Webhooks defines it. */
@Injectable()
export class DeliverySender {
  constructor(
    private readonly callbacks: CallbackService,
    private readonly client: OutboundClient,
    private readonly clock: Clock,
  ) {}

  /**
   * @param delivery loaded with its webhook
   * @param keys sign the request; without any, nothing is sent
   */
  async send(delivery: WebhookDelivery, keys: string[]): Promise<Sent> {
    const at = this.clock.now();
    const attempt = { at: at.toISOString(), status: null, durationMs: 0, excerpt: null };
    if (keys.length === 0) {
      return { attempt: { ...attempt, error: 'secret_unreadable' }, retryAfter: null };
    }
    const body = JSON.stringify(await this.bodyOf(delivery));
    const signatures = keys.map((key) => new Signer(key).sign(delivery.id, at, body));
    const began = performance.now();
    const durationMs = () => Math.round(performance.now() - began);
    try {
      const answer = await this.client.post({
        url: delivery.webhook.url,
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'assistant-tokens-webhooks',
          'webhook-id': delivery.id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': signatures.join(' '),
        },
        body: Buffer.from(body),
        timeoutMs: TIMEOUT_MS,
        maxAnswerBytes: EXCERPT_BYTES,
      });
      const { status, retryAfter } = answer;
      return {
        attempt: {
          at: attempt.at,
          status,
          durationMs: durationMs(),
          error: errorOf(status),
          excerpt: excerptOf(answer.body),
        },
        retryAfter: HEEDED_STATUSES.includes(status)
          ? parseRetryAfter(retryAfter, this.clock.now())
          : null,
      };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return {
        attempt: { ...attempt, durationMs: durationMs(), error: error.failure },
        retryAfter: null,
      };
    }
  }

  /** Creates a callback token per attempt. Its value exists only in this body. */
  private async bodyOf(delivery: WebhookDelivery): Promise<object> {
    const { event, at, data, chatId, webhookId } = delivery;
    const callback = chatId === null ? null : await this.callbacks.make(webhookId, chatId);
    return {
      type: event,
      timestamp: at.toISOString(),
      data: callback === null ? data : { ...data, callback },
    };
  }
}

function errorOf(status: number) {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}
