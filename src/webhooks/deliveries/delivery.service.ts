import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { AcceptanceWriter } from './acceptance-writer.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliverySender } from './delivery-sender.js';
import type { Sent } from './delivery-sender.js';
import { SigningSecrets } from '../signing/signing-secrets.js';
import { delayAfter, GIVE_UP_AFTER_MS } from './retry-schedule.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { DeliveryAttempt, DeliveryState, DisabledReason } from '../webhook.types.js';
import { WebhooksRepository } from '../webhooks.repository.js';

const GONE = 410;

/** Bounds the row however often somebody redelivers. */
const MAX_ATTEMPTS_KEPT = 50;

interface Conclusion {
  /** `null` if the delivery does not exist any more. */
  state: DeliveryState | null;
  /** Why the attempt disabled the webhook. */
  reason: DisabledReason | null;
}

/** Makes an attempt, then schedules the next one, parks the delivery or disables the webhook. */
@Injectable()
export class DeliveryService {
  private readonly logger = new Logger(DeliveryService.name);

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly webhooks: WebhooksRepository,
    private readonly secrets: SigningSecrets,
    private readonly sender: DeliverySender,
    private readonly acceptances: AcceptanceWriter,
    private readonly metrics: DeliveryMetrics,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** @returns the values of the secrets that sign now and that ENCRYPTION_KEY can decrypt */
  async openSecrets(webhookId: string, now: Date): Promise<string[]> {
    const stored = await this.webhooks.findSecrets([webhookId], now);
    return stored.map((one) => this.secrets.open(one)).filter((key) => key !== null);
  }

  /**
   * @param delivery loaded with its webhook
   * @param keys the opened secrets of the webhook
   */
  async attempt(delivery: WebhookDelivery, keys: string[]): Promise<Sent> {
    const sent = delivery.webhook.enabled
      ? await this.sender.send(delivery, keys)
      : { attempt: refusedAt(this.clock.now()), retryAfter: null };
    this.metrics.attempted(sent.attempt);
    return sent;
  }

  isTooLate({ nextAttemptAt }: WebhookDelivery): boolean {
    return nextAttemptAt !== null && nextAttemptAt <= this.tooLateAt();
  }

  /** Parks some of the deliveries that are too late, once the results of all attempts are stored. */
  async parkLate(webhookId: string): Promise<void> {
    const count = await this.deliveries.parkSome(webhookId, this.tooLateAt());
    this.metrics.ended('parked', count);
  }

  /**
   * Does nothing if the result of another attempt was stored in the meantime.
   *
   * @param delivery as it was before the attempt, with its webhook
   */
  async conclude(delivery: WebhookDelivery, sent: Sent): Promise<void> {
    const { id, turn, webhook } = delivery;
    if (sent.attempt.error === null && webhook.failingSince === null) {
      const tries = delivery.tries + 1;
      const attempts = [...delivery.attempts, sent.attempt].slice(-MAX_ATTEMPTS_KEPT);
      await this.acceptances.store({ id, turn, tries, attempts });
      this.metrics.ended('delivered');
      return;
    }
    const { state, reason } = await this.transaction.runAdding((manager) =>
      this.concludeLocked(manager, delivery, sent),
    );
    this.metrics.ended(state);
    if (reason !== null) {
      this.logger.warn({ webhookId: webhook.id, reason }, 'The service disabled a webhook.');
    }
  }

  private tooLateAt(): Date {
    return new Date(this.clock.now().getTime() - GIVE_UP_AFTER_MS);
  }

  private async concludeLocked(
    manager: EntityManager,
    { id, webhookId, turn }: WebhookDelivery,
    { attempt, retryAfter }: Sent,
  ): Promise<Conclusion> {
    await this.webhooks.lock(manager, webhookId);
    const webhook = await this.webhooks.find(webhookId, manager);
    const delivery = await this.deliveries.lockPlanned(manager, id, turn);
    if (webhook === null || delivery === null) return { state: null, reason: null };
    const now = this.clock.now();
    const tries = delivery.tries + 1;
    const succeeded = attempt.error === null;
    const failingSince = succeeded ? null : (webhook.failingSince ?? now);
    const reason =
      webhook.enabled && !succeeded ? reasonToDisable(attempt, failingSince, now) : null;
    const isOver = succeeded || reason !== null || !webhook.enabled;
    const delay = isOver ? null : delayAfter(tries, retryAfter);
    const state = succeeded ? 'delivered' : delay === null ? 'parked' : 'pending';
    await this.deliveries.update(manager, id, {
      state,
      attempts: [...delivery.attempts, attempt].slice(-MAX_ATTEMPTS_KEPT),
      tries,
      turn: turn + 1,
      nextAttemptAt: delay === null ? null : new Date(now.getTime() + delay * 1_000),
    });
    if (attempt.error === 'webhook_disabled') return { state, reason: null };
    if (failingSince?.getTime() !== webhook.failingSince?.getTime()) {
      await this.webhooks.update(manager, webhookId, { failingSince });
    }
    if (reason !== null) await this.disable(manager, webhookId, reason, now);
    return { state, reason };
  }

  private async disable(
    manager: EntityManager,
    webhookId: string,
    reason: DisabledReason,
    now: Date,
  ): Promise<void> {
    const changes = { enabled: false, disabledReason: reason, updatedAt: now };
    await this.webhooks.update(manager, webhookId, changes);
    await this.audit.record(manager, {
      at: now,
      action: 'webhook.disabled',
      actor: null,
      credentialId: null,
      address: null,
      subjectType: 'webhook',
      subjectId: webhookId,
      reason,
      details: { reason },
    });
  }
}

function reasonToDisable(
  { status }: DeliveryAttempt,
  failingSince: Date | null,
  now: Date,
): DisabledReason | null {
  if (status === GONE) return 'gone';
  const failing = failingSince !== null && now.getTime() - failingSince.getTime();
  return failing !== false && failing >= GIVE_UP_AFTER_MS ? 'failing' : null;
}

function refusedAt(now: Date): DeliveryAttempt {
  return {
    at: now.toISOString(),
    status: null,
    durationMs: 0,
    error: 'webhook_disabled',
    excerpt: null,
  };
}
