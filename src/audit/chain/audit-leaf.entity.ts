import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The hash of an event as it was signed. It tells which event was changed or removed. */
@Entity('audit_leaves')
export class AuditLeaf {
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_leaves_pkey' })
  head: string;

  /** From 0. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'audit_leaves_pkey' })
  position: number;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId: string;

  /** SHA-256. */
  @Column({ type: 'bytea' })
  hash: Buffer;
}
