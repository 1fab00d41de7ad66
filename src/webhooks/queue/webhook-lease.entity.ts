import { Column, Entity, PrimaryColumn } from 'typeorm';

/** While a lease lasts, no other instance sends the events of the webhook. */
@Entity('webhook_leases')
export class WebhookLease {
  @PrimaryColumn({
    name: 'webhook_id',
    type: 'uuid',
    primaryKeyConstraintName: 'webhook_leases_pkey',
  })
  webhookId: string;

  /** The instance, by an id that it chose at its start. */
  @Column({ type: 'uuid' })
  holder: string;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
