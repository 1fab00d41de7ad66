import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The signed head of a batch of events. It stays when retention deletes the events. */
@Entity('audit_heads')
@Index('audit_heads_uncut_idx', ['sequence'], { where: 'cut_at IS NULL' })
export class AuditHeadRow {
  /** PostgreSQL gives a bigint as text. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_heads_pkey' })
  sequence: string;

  @Column({ type: 'text' })
  root: string;

  @Column({ type: 'text', nullable: true })
  previous: string | null;

  @Column({ name: 'from_at', type: 'timestamptz', precision: 3 })
  fromAt: Date;

  @Column({ name: 'to_at', type: 'timestamptz', precision: 3 })
  toAt: Date;

  @Column({ type: 'integer' })
  count: number;

  @Column({ type: 'text' })
  kid: string;

  @Column({ type: 'text' })
  signature: string;

  /** When retention deleted the events. */
  @Column({ name: 'cut_at', type: 'timestamptz', precision: 3, nullable: true })
  cutAt: Date | null;
}
