import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Webhook } from '../webhook.entity.js';

/** A version of the secret that signs requests. */
@Entity('webhook_secrets')
export class WebhookSecret {
  @PrimaryColumn({
    name: 'webhook_id',
    type: 'uuid',
    primaryKeyConstraintName: 'webhook_secrets_pkey',
  })
  webhookId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'webhook_secrets_pkey' })
  version: number;

  @ManyToOne(() => Webhook, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'webhook_id', foreignKeyConstraintName: 'webhook_secrets_webhook_id_fkey' })
  webhook: Relation<Webhook>;

  /** Encrypted if `encrypted`, see `SigningSecrets`. */
  @Column({ type: 'bytea' })
  secret: Buffer;

  @Column({ type: 'boolean' })
  encrypted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** When the overlap ends; `null` for the current version. */
  @Column({ name: 'retires_at', type: 'timestamptz', precision: 3, nullable: true })
  retiresAt: Date | null;
}
