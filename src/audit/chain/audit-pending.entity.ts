import { Entity, PrimaryColumn } from 'typeorm';

/** An event that no head covers yet. A trigger adds it in the transaction of the event. */
@Entity('audit_pending')
export class AuditPending {
  @PrimaryColumn({ name: 'event_id', type: 'uuid', primaryKeyConstraintName: 'audit_pending_pkey' })
  eventId: string;
}
