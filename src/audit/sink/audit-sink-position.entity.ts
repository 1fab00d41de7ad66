import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the trail was sent to the sink, and which instance sends it. */
@Entity('audit_sink_positions')
export class AuditSinkPosition {
  /** There is one sink. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'audit_sink_positions_pkey' })
  sink: string;

  /** The last head that the sink has accepted. */
  @Column({ type: 'bigint' })
  head: string;

  @Column({ type: 'uuid' })
  holder: string;

  /** When another instance may take over. */
  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
