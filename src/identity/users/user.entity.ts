import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Permission, UserKind, UserRole } from '../../admission/principal.js';
import { Owner } from '../owners/owner.entity.js';
import { Team } from '../teams/team.entity.js';

/** A person, or a service account: an owner of tokens without a password. */
@Entity('users')
@Check('users_role_check', `role IN ('admin', 'member')`)
@Check('users_kind_check', `kind IN ('user', 'service')`)
@Check(
  'users_service_check',
  `CASE kind
    WHEN 'service' THEN team_id IS NOT NULL AND password_hash IS NULL AND role = 'member'
    ELSE team_id IS NULL END`,
)
@Index('users_team_id_idx', ['teamId'], { where: 'team_id IS NOT NULL' })
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'users_pkey' })
  id: string;

  @Index('users_username_key', { unique: true })
  @Column({ type: 'text' })
  username: string;

  /** The unique index on `username` makes it one to one; `OneToOne` would create a second index. */
  @ManyToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'username', foreignKeyConstraintName: 'users_username_fkey' })
  owner: Relation<Owner>;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'text', default: 'user' })
  kind: UserKind;

  /** The team of a service account; `null` for a person. */
  @Column({ name: 'team_id', type: 'text', nullable: true })
  teamId: string | null;

  @ManyToOne(() => Team)
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'users_team_id_fkey' })
  team: Relation<Team> | null;

  /** `null` for a service account. */
  @Column({ name: 'password_hash', type: 'text', select: false, nullable: true })
  passwordHash: string | null;

  @Column({ type: 'text' })
  role: UserRole;

  @Column({ type: 'text', array: true })
  permissions: Permission[];

  @Column({ type: 'boolean', default: false })
  disabled: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
