import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Records who changed what. Written in the transaction of the change; contains no secret. */
@Entity('audit_events')
@Index('audit_events_subject_id_id_idx', ['subjectId', 'id'])
export class AuditEvent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_events_pkey' })
  id: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ type: 'text' })
  action: string;

  /** The username; `null` if the service itself acted. */
  @Column({ type: 'text', nullable: true })
  actor: string | null;

  /** The session or token with which the actor authenticated. */
  @Column({ name: 'credential_id', type: 'uuid', nullable: true })
  credentialId: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @Column({ type: 'jsonb', default: {} })
  details: object;
}
