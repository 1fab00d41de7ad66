import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { DeliveryService } from '../deliveries/delivery.service.js';
import type { WebhookDelivery } from '../deliveries/webhook-delivery.entity.js';
import type { DeliveryPlace } from './delivery-place.js';
import { DeliveryQueueRepository } from './delivery-queue.repository.js';
import { WebhookLeases } from './webhook-leases.js';

/** The opened secrets of the webhook sign the delivery. */
interface DueDelivery {
  delivery: WebhookDelivery;
  keys: string[];
}

/** Then other webhooks get the place. */
const TURN_MS = 500;
/** Then the webhook and its secrets are read again, because somebody may have changed them. */
const FRESH_MS = 50;
const BATCH_SIZE = 20;
/** A receiver gets these again if the process is killed. */
const MAX_UNSTORED = 10;

/** Sends what is due to a webhook, in order. */
@Injectable()
export class DeliveryTurns {
  constructor(
    private readonly leases: WebhookLeases,
    private readonly queue: DeliveryQueueRepository,
    private readonly deliveries: DeliveryService,
    private readonly clock: Clock,
  ) {}

  /**
   * If it fails, it keeps the lease, so the next turn has to wait until the lease expires.
   *
   * @returns whether more is due
   */
  async take(webhookId: string, place: DeliveryPlace, isStopping: () => boolean): Promise<boolean> {
    if (!(await this.leases.take(webhookId))) return false;
    await this.send(webhookId, place, isStopping);
    await this.leases.release(webhookId);
    // Another instance that wanted the lease in the meantime did not get it.
    return this.queue.hasDue(webhookId, this.clock.now());
  }

  /** Stores the results of attempts during the next ones. Ends where a delivery is too late. */
  private async send(
    webhookId: string,
    place: DeliveryPlace,
    isStopping: () => boolean,
  ): Promise<void> {
    const endsAt = performance.now() + TURN_MS;
    const storing: Promise<void>[] = [];
    let isLate = false;
    for await (const { delivery, keys } of this.due(webhookId)) {
      isLate = this.deliveries.isTooLate(delivery);
      if (isLate) break;
      const sent = await place.during(() => this.deliveries.attempt(delivery, keys));
      const stored = this.deliveries.conclude(delivery, sent);
      stored.catch(() => undefined);
      storing.push(stored);
      const isOver = place.isSlow || isStopping() || performance.now() >= endsAt;
      if (isOver || sent.attempt.error !== null) break;
      if (storing.length > MAX_UNSTORED) await storing.shift();
    }
    await Promise.all(storing);
    if (isLate) await this.deliveries.parkLate(webhookId);
  }

  private async *due(webhookId: string): AsyncGenerator<DueDelivery> {
    let last: WebhookDelivery | null = null;
    do {
      const readAt = performance.now();
      const now = this.clock.now();
      const [batch, keys]: [WebhookDelivery[], string[]] = await Promise.all([
        this.queue.findDue(webhookId, now, last, BATCH_SIZE),
        this.deliveries.openSecrets(webhookId, now),
      ]);
      last = null;
      for (const delivery of batch) {
        if (last !== null && performance.now() - readAt > FRESH_MS) break;
        last = delivery;
        yield { delivery, keys };
      }
    } while (last !== null);
  }
}
