import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Webhook } from '../webhook.entity.js';
import type { DeliveredEvent, DeliveryAttempt, DeliveryState } from '../webhook.types.js';

/** The delivery of an event to a webhook. Written in the transaction that causes the event. */
@Entity('webhook_deliveries')
@Check('webhook_deliveries_state_check', `state IN ('pending', 'delivered', 'parked')`)
@Check('webhook_deliveries_pending_check', `(state = 'pending') = (next_attempt_at IS NOT NULL)`)
@Index('webhook_deliveries_webhook_id_id_idx', ['webhookId', 'id'])
@Index('webhook_deliveries_next_attempt_at_idx', ['nextAttemptAt'], {
  where: 'next_attempt_at IS NOT NULL',
})
@Index('webhook_deliveries_queue_idx', ['webhookId', 'nextAttemptAt', 'id'], {
  where: 'next_attempt_at IS NOT NULL',
})
@Index('webhook_deliveries_created_at_idx', ['createdAt'])
@Index('webhook_deliveries_once_key', ['webhookId', 'event', 'subjectId'], {
  unique: true,
  where: 'subject_id IS NOT NULL',
})
export class WebhookDelivery {
  /** Sent as the header `webhook-id`. */
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

  /** When the event happened. */
  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  /** The data of the event; contains no secret. */
  @Column({ type: 'jsonb' })
  data: object;

  /** The chat in which the receiver may answer. */
  @Column({ name: 'chat_id', type: 'uuid', nullable: true })
  chatId: string | null;

  /** Set for events that a webhook gets only once per subject. */
  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId: string | null;

  @Column({ type: 'text' })
  state: DeliveryState;

  /** Oldest first. */
  @Column({ type: 'jsonb', default: [] })
  attempts: DeliveryAttempt[];

  /** Attempts since the delivery was created or last redelivered. */
  @Column({ type: 'integer', default: 0 })
  tries: number;

  /** The number of the next attempt, so that a late result of an earlier attempt changes nothing. */
  @Column({ type: 'integer', default: 1 })
  turn: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
