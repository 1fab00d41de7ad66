import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { Permission, UserRole } from '../../admission/principal.js';
import { Owner } from '../owners/owner.entity.js';

@Entity('users')
@Check('users_role_check', `role IN ('admin', 'member')`)
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

  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash: string;

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
