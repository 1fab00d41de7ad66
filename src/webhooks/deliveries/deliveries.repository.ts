import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { UUID_PATTERN } from '../../platform/ids/id.js';
import { paginate } from '../../api/hal/keyset-rows.js';
import { byAge } from '../../api/hal/by-age.js';
import type { AgeSort } from '../../api/hal/by-age.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import type { DeliveredEvent, DeliveryState } from '../webhook.types.js';

const STORE_ACCEPTED = `
  UPDATE webhook_deliveries d
  SET state = 'delivered', attempts = a.attempts, tries = a.tries, turn = a.turn + 1,
    next_attempt_at = NULL
  FROM jsonb_to_recordset($1) AS a (id uuid, turn integer, attempts jsonb, tries integer)
  WHERE d.id = a.id AND d.turn = a.turn AND d.state = 'pending'`;

const PARK_SOME = `
  UPDATE webhook_deliveries SET state = 'parked', turn = turn + 1, next_attempt_at = NULL
  WHERE id IN (
    SELECT id FROM webhook_deliveries WHERE webhook_id = $1 AND next_attempt_at <= $2
    ORDER BY next_attempt_at, id LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

export interface DeliveryFilter {
  state?: DeliveryState | undefined;
  event?: DeliveredEvent | undefined;
  /** When the delivery was created. */
  from?: Date | undefined;
  to?: Date | undefined;
  sort?: AgeSort | undefined;
}

export type NewDelivery = Omit<WebhookDelivery, 'webhook'>;

/** The finished row of a delivery that its receiver has accepted at the attempt `turn`. */
export type Accepted = Pick<WebhookDelivery, 'id' | 'turn' | 'attempts' | 'tries'>;

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

  findPage(
    webhookId: string,
    { state, event, from, to, sort }: DeliveryFilter,
    request: PageRequest,
  ): Promise<Page<WebhookDelivery>> {
    const query = this.dataSource.manager.createQueryBuilder(WebhookDelivery, 'delivery');
    if (state !== undefined) query.andWhere('delivery.state = :state', { state });
    if (event !== undefined) query.andWhere('delivery.event = :event', { event });
    if (from !== undefined) query.andWhere('delivery.created_at >= :from', { from });
    if (to !== undefined) query.andWhere('delivery.created_at < :to', { to });
    return paginate(
      query,
      {
        column: 'delivery.id',
        ...byAge(sort),
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        within: { column: 'delivery.webhook_id', value: webhookId },
        bytes: 'octet_length(delivery.attempts::text)',
      },
      request,
    );
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

  async storeAccepted(accepted: Accepted[]): Promise<void> {
    await this.dataSource.query(STORE_ACCEPTED, [JSON.stringify(accepted)]);
  }

  /** Parks up to a thousand deliveries whose attempt was due at the moment or before. @returns how many */
  async parkSome(webhookId: string, moment: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(PARK_SOME, [
      webhookId,
      moment,
    ]);
    return count;
  }

  async update(manager: EntityManager, id: string, changes: Partial<NewDelivery>): Promise<void> {
    await manager.update(WebhookDelivery, { id }, changes);
  }
}
