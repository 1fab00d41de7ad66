import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A value that somebody found. */
export interface Leak {
  /** SHA-256 of the value, in hexadecimal. */
  digest: string;
  /** Where it was found; `null` if the report does not say. */
  url: string | null;
}

/** A report that the service has accepted and not handled yet. Contains no values. */
@Entity('leak_reports')
export class LeakReport {
  /** A UUID v7, so reports are in order. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'leak_reports_pkey' })
  id: string;

  @Column({ name: 'received_at', type: 'timestamptz', precision: 3 })
  receivedAt: Date;

  @Column({ type: 'text', nullable: true })
  source: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'jsonb' })
  leaks: Leak[];
}
