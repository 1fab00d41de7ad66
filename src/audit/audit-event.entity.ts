import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditChange } from './changes.js';

/** A `system` actor is the service itself. */
export const ACTOR_TYPES = ['user', 'service_account', 'system'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/**
 * Records who changed what. Written in the transaction of the change, never changed afterwards, and
 * without secrets. Events of version 0.2 have `null` in the columns that are younger.
 */
@Entity('audit_events')
@Index('audit_events_subject_id_id_idx', ['subjectId', 'id'])
@Index('audit_events_subject_type_id_idx', ['subjectType', 'id'])
@Index('audit_events_actor_id_idx', ['actor', 'id'])
@Index('audit_events_action_id_idx', ['action', 'id'])
@Index('audit_events_credential_id_id_idx', ['credentialId', 'id'])
@Index('audit_events_address_id_idx', ['address', 'id'])
@Index('audit_events_assistant_uuid_id_idx', ['assistantUuid', 'id'], {
  where: 'assistant_uuid IS NOT NULL',
})
@Index('audit_events_assistant_id_id_idx', ['assistantId', 'id'], {
  where: 'assistant_id IS NOT NULL',
})
@Index('audit_events_owner_id_id_idx', ['ownerId', 'id'], { where: 'owner_id IS NOT NULL' })
@Index('audit_events_team_id_id_idx', ['teamId', 'id'], { where: 'team_id IS NOT NULL' })
export class AuditEvent {
  /** Made of `at`, so that the order of ids is the order of time. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_events_pkey' })
  id: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ type: 'text' })
  action: string;

  /** The username; `null` if the service itself acted. */
  @Column({ type: 'text', nullable: true })
  actor: string | null;

  @Column({ name: 'actor_type', type: 'text', nullable: true })
  actorType: ActorType | null;

  /** The display name then. */
  @Column({ name: 'actor_name', type: 'text', nullable: true })
  actorName: string | null;

  /** The session or token with which the actor authenticated. */
  @Column({ name: 'credential_id', type: 'uuid', nullable: true })
  credentialId: string | null;

  /** The masked value of the token; `null` for sessions. */
  @Column({ name: 'credential_hint', type: 'text', nullable: true })
  credentialHint: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent: string | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId: string | null;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @Column({ name: 'subject_name', type: 'text', nullable: true })
  subjectName: string | null;

  /** The assistant that the event concerns. */
  @Column({ name: 'assistant_uuid', type: 'uuid', nullable: true })
  assistantUuid: string | null;

  /** Its natural id then. */
  @Column({ name: 'assistant_id', type: 'text', nullable: true })
  assistantId: string | null;

  /** The user who owned the token then, and may read the event. */
  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId: string | null;

  /** The team that the event concerns. Its admins may read the event. */
  @Column({ name: 'team_id', type: 'text', nullable: true })
  teamId: string | null;

  @Column({ type: 'jsonb', nullable: true })
  changes: AuditChange[] | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  /** Facts about the event. They are part of `changes` since that column exists. */
  @Column({ type: 'jsonb', default: {} })
  details: object;
}
