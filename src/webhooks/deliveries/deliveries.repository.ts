import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { UUID_PATTERN } from '../../platform/ids/id.js';
import { paginate } from '../../api/hal/page.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import type { PlannedAttempt } from './delivery-jobs.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import type { DeliveryState } from '../webhook.types.js';

export type NewDelivery = Omit<WebhookDelivery, 'webhook'>;

/**
 * Takes one delivery per webhook in turn, so that a webhook with many does not starve the others.
 */
const FIND_OVERDUE = `
  SELECT id AS "deliveryId", webhook_id AS "webhookId", turn FROM (
    SELECT id, webhook_id, turn, next_attempt_at,
      row_number() OVER (PARTITION BY webhook_id ORDER BY next_attempt_at) AS place
    FROM webhook_deliveries WHERE next_attempt_at <= $1
  ) overdue ORDER BY place, next_attempt_at LIMIT $2`;

@Injectable()
export class DeliveriesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  find(
    webhookId: string,
    id: string,
    manager = this.dataSource.manager,
  ): Promise<WebhookDelivery | null> {
    return manager.findOneBy(WebhookDelivery, { id, webhookId });
  }

  /** Finds the delivery with its webhook, if the attempt `turn` has not been made yet. */
  findPlanned(id: string, turn: number): Promise<WebhookDelivery | null> {
    return this.dataSource.manager.findOne(WebhookDelivery, {
      where: { id, turn, state: 'pending' },
      relations: { webhook: true },
    });
  }

  findPage(
    webhookId: string,
    state: DeliveryState | undefined,
    request: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    const query = this.dataSource.manager.createQueryBuilder(WebhookDelivery, 'delivery');
    if (state !== undefined) query.andWhere('delivery.state = :state', { state });
    return paginate(
      query,
      {
        column: 'delivery.id',
        order: 'DESC',
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        within: { column: 'delivery.webhook_id', value: webhookId },
      },
      request,
    );
  }

  /** Finds deliveries whose next attempt was due before `moment`, the longest overdue first. */
  findOverdue(moment: Date, limit: number): Promise<PlannedAttempt[]> {
    return this.dataSource.query(FIND_OVERDUE, [moment, limit]);
  }

  async insert(manager: EntityManager, delivery: NewDelivery): Promise<void> {
    await manager.insert(WebhookDelivery, delivery);
  }

  /** @returns `null` if the delivery was deleted or the attempt `turn` was already made */
  async lockPlanned(
    manager: EntityManager,
    id: string,
    turn: number,
  ): Promise<WebhookDelivery | null> {
    return manager.findOne(WebhookDelivery, {
      where: { id, turn, state: 'pending' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.findOne(WebhookDelivery, {
      select: { id: true },
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async update(manager: EntityManager, id: string, changes: Partial<NewDelivery>): Promise<void> {
    await manager.update(WebhookDelivery, { id }, changes);
  }
}
