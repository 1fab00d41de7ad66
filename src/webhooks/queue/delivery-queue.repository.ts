import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { WebhookDelivery } from '../deliveries/webhook-delivery.entity.js';

/** A webhook that may have something to send, and the owner whose places it uses. */
export interface WaitingWebhook {
  webhookId: string;
  ownerId: string;
}

const FIND_OWNERS = `
  SELECT w.id AS "webhookId", a.owner_id AS "ownerId"
  FROM webhooks w JOIN assistants a ON a.id = w.assistant_id
  WHERE w.id = ANY ($1)`;

/** Reads one row per webhook, however many deliveries it has. */
const FIND_PENDING = `
  WITH RECURSIVE earliest AS (
    (SELECT webhook_id, next_attempt_at FROM webhook_deliveries
     WHERE next_attempt_at IS NOT NULL AND webhook_id > $2
     ORDER BY webhook_id, next_attempt_at LIMIT 1)
    UNION ALL
    SELECT next.* FROM earliest, LATERAL (
      SELECT webhook_id, next_attempt_at FROM webhook_deliveries
      WHERE next_attempt_at IS NOT NULL AND webhook_id > earliest.webhook_id
      ORDER BY webhook_id, next_attempt_at LIMIT 1) next
  )
  SELECT e.webhook_id AS "webhookId", a.owner_id AS "ownerId",
    e.next_attempt_at <= $1 AND (l.expires_at IS NULL OR l.expires_at <= clock_timestamp()) AS "isDue"
  FROM (SELECT * FROM earliest LIMIT $3) e
  JOIN webhooks w ON w.id = e.webhook_id
  JOIN assistants a ON a.id = w.assistant_id
  LEFT JOIN webhook_leases l ON l.webhook_id = e.webhook_id
  ORDER BY e.webhook_id`;

/** Reads the table of deliveries as the queue that it is. */
@Injectable()
export class DeliveryQueueRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  findOwners(webhookIds: string[]): Promise<WaitingWebhook[]> {
    return this.dataSource.query(FIND_OWNERS, [webhookIds]);
  }

  /**
   * @param after the id of the webhook before the first one
   * @returns webhooks with pending deliveries, and whether one of them is due and no instance holds
   *   the webhook
   */
  findPending(
    now: Date,
    after: string,
    limit: number,
  ): Promise<(WaitingWebhook & { isDue: boolean })[]> {
    return this.dataSource.query(FIND_PENDING, [now, after, limit]);
  }

  /** @returns when the most overdue attempt was due, `null` if none is pending */
  async findEarliest(): Promise<Date | null> {
    const [row] = await this.dataSource.query<[{ earliest: Date | null }]>(
      'SELECT min(next_attempt_at) AS earliest FROM webhook_deliveries WHERE next_attempt_at IS NOT NULL',
    );
    return row.earliest;
  }

  async hasDue(webhookId: string, now: Date): Promise<boolean> {
    const found = await this.dataSource.query<unknown[]>(
      'SELECT FROM webhook_deliveries WHERE webhook_id = $1 AND next_attempt_at <= $2 LIMIT 1',
      [webhookId, now],
    );
    return found.length > 0;
  }

  /**
   * Finds the next deliveries of the webhook that are due, with the webhook.
   *
   * @param after the previous one, whose result may not have been stored yet
   */
  findDue(
    webhookId: string,
    now: Date,
    after: WebhookDelivery | null,
    limit: number,
  ): Promise<WebhookDelivery[]> {
    const query = this.dataSource.manager
      .createQueryBuilder(WebhookDelivery, 'delivery')
      .innerJoinAndSelect('delivery.webhook', 'webhook')
      .where('delivery.webhook_id = :webhookId AND delivery.next_attempt_at <= :now')
      .orderBy('delivery.next_attempt_at')
      .addOrderBy('delivery.id')
      .limit(limit)
      .setParameters({ webhookId, now });
    if (after !== null) {
      query.andWhere('(delivery.next_attempt_at, delivery.id) > (:dueAt, :id)', {
        dueAt: after.nextAttemptAt,
        id: after.id,
      });
    }
    return query.getMany();
  }
}
