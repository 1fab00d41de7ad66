import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryJobs } from './delivery-jobs.js';
import type { PlannedAttempt } from './delivery-jobs.js';
import { DeliverySender } from './delivery-sender.js';
import { delayAfter } from './retry-schedule.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { DeliveryAttempt, DisabledReason } from '../webhook.types.js';
import { WebhooksRepository } from '../webhooks.repository.js';

const GIVE_UP_AFTER_MS = 3 * 24 * 60 * 60 * 1_000;
const GONE = 410;

/** Bounds the row however often somebody redelivers. */
const MAX_ATTEMPTS_KEPT = 50;

/** Makes an attempt, then schedules the next one, parks the delivery or disables the webhook. */
@Injectable()
export class DeliveryService {
  private readonly logger = new Logger(DeliveryService.name);

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly webhooks: WebhooksRepository,
    private readonly sender: DeliverySender,
    private readonly jobs: DeliveryJobs,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /** Does nothing if the attempt was already made or the delivery was deleted. */
  async attempt({ deliveryId, turn }: PlannedAttempt): Promise<void> {
    const delivery = await this.deliveries.findPlanned(deliveryId, turn);
    if (delivery === null) return;
    const { attempt, retryAfter } = delivery.webhook.enabled
      ? await this.sender.send(delivery)
      : { attempt: refusedAt(this.clock.now()), retryAfter: null };
    const reason = await this.transaction.runAdding((manager) =>
      this.conclude(manager, delivery, attempt, retryAfter),
    );
    if (reason !== null) {
      this.logger.warn(
        { webhookId: delivery.webhookId, reason },
        'The service disabled a webhook.',
      );
    }
  }

  /** @returns why this attempt disabled the webhook, or `null` */
  private async conclude(
    manager: EntityManager,
    { id, webhookId, turn }: WebhookDelivery,
    attempt: DeliveryAttempt,
    retryAfter: number | null,
  ): Promise<DisabledReason | null> {
    await this.webhooks.lock(manager, webhookId);
    const webhook = await this.webhooks.find(webhookId, manager);
    const delivery = await this.deliveries.lockPlanned(manager, id, turn);
    if (webhook === null || delivery === null) return null;
    const now = this.clock.now();
    const tries = delivery.tries + 1;
    const succeeded = attempt.error === null;
    const failingSince = succeeded ? null : (webhook.failingSince ?? now);
    const reason =
      webhook.enabled && !succeeded ? reasonToDisable(attempt, failingSince, now) : null;
    const isOver = succeeded || reason !== null || !webhook.enabled;
    const delay = isOver ? null : delayAfter(tries, retryAfter);
    await this.deliveries.update(manager, id, {
      state: succeeded ? 'delivered' : delay === null ? 'parked' : 'pending',
      attempts: [...delivery.attempts, attempt].slice(-MAX_ATTEMPTS_KEPT),
      tries,
      turn: turn + 1,
      nextAttemptAt: delay === null ? null : new Date(now.getTime() + delay * 1_000),
    });
    if (attempt.error === 'webhook_disabled') return null;
    if (failingSince?.getTime() !== webhook.failingSince?.getTime()) {
      await this.webhooks.update(manager, webhookId, { failingSince });
    }
    if (delay !== null) {
      await this.jobs.add([{ deliveryId: id, webhookId, turn: turn + 1 }], manager, delay);
    }
    if (reason !== null) await this.disable(manager, webhookId, reason, now);
    return reason;
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
