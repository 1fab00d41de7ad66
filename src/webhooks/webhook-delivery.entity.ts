import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Webhook } from './webhook.entity.js';
import type { DeliveredEvent, DeliveryAttempt, DeliveryState } from './webhook.types.js';

/** One event on its way to one webhook; written in the transaction of what it tells of. */
@Entity('webhook_deliveries')
@Check('webhook_deliveries_state_check', `state IN ('pending', 'delivered', 'parked')`)
@Check('webhook_deliveries_pending_check', `(state = 'pending') = (next_attempt_at IS NOT NULL)`)
@Index('webhook_deliveries_webhook_id_id_idx', ['webhookId', 'id'])
@Index('webhook_deliveries_next_attempt_at_idx', ['nextAttemptAt'], {
  where: 'next_attempt_at IS NOT NULL',
})
@Index('webhook_deliveries_created_at_idx', ['createdAt'])
@Index('webhook_deliveries_once_key', ['webhookId', 'event', 'subjectId'], {
  unique: true,
  where: 'subject_id IS NOT NULL',
})
export class WebhookDelivery {
  /** The `webhook-id` of every attempt. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhook_deliveries_pkey' })
  id: string;

  @Column({ name: 'webhook_id', type: 'uuid' })
  webhookId: string;

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'webhook_id',
    foreignKeyConstraintName: 'webhook_deliveries_webhook_id_fkey',
  })
  webhook: Relation<Webhook>;

  @Column({ type: 'text' })
  event: DeliveredEvent;

  /** Of what it tells of. */
  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  /** What it tells; holds no secret. */
  @Column({ type: 'jsonb' })
  data: object;

  /** The chat that the receiver may answer in. */
  @Column({ name: 'chat_id', type: 'uuid', nullable: true })
  chatId: string | null;

  /** Of an event that a webhook gets once: what it is about. */
  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId: string | null;

  @Column({ type: 'text' })
  state: DeliveryState;

  /** Oldest first. */
  @Column({ type: 'jsonb', default: [] })
  attempts: DeliveryAttempt[];

  /** Attempts since it was made, or last asked for again. */
  @Column({ type: 'integer', default: 0 })
  tries: number;

  /** Counts the attempts that were planned: a job is for one of them. */
  @Column({ type: 'integer', default: 1 })
  turn: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
