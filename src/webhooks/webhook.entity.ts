import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Assistant } from '../assistants/assistant.entity.js';
import { User } from '../identity/users/user.entity.js';
import type { DisabledReason, WebhookEventType } from './webhook.types.js';

/** A URL that receives the events of an assistant. */
@Entity('webhooks')
@Check('webhooks_disabled_reason_check', `disabled_reason IN ('failing', 'gone')`)
@Index('webhooks_assistant_id_id_idx', ['assistantId', 'id'])
@Index('webhooks_user_id_idx', ['userId'], { where: 'user_id IS NOT NULL' })
export class Webhook {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'webhooks_pkey' })
  id: string;

  @Column({ name: 'assistant_id', type: 'uuid' })
  assistantId: string;

  @ManyToOne(() => Assistant, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'assistant_id', foreignKeyConstraintName: 'webhooks_assistant_id_fkey' })
  assistant: Relation<Assistant>;

  /** The creator; `null` if that user was deleted. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'webhooks_user_id_fkey' })
  user: Relation<User> | null;

  @Column({ type: 'text' })
  url: string;

  @Column({ type: 'text', array: true })
  events: WebhookEventType[];

  @Column({ type: 'text', default: '' })
  description: string;

  @Column({ type: 'boolean', default: true })
  enabled: boolean;

  /** Why the service disabled the webhook; `null` if a person did, and while it is enabled. */
  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason: DisabledReason | null;

  /** When the first attempt failed after the last success. */
  @Column({ name: 'failing_since', type: 'timestamptz', precision: 3, nullable: true })
  failingSince: Date | null;

  /** The current version. */
  @Column({ name: 'secret_version', type: 'integer', default: 1 })
  secretVersion: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
