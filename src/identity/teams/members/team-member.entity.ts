import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Team } from '../team.entity.js';
import type { TeamRole } from '../team-role.js';

@Entity('team_members')
@Check('team_members_role_check', `role IN ('admin', 'editor', 'viewer')`)
export class TeamMember {
  @PrimaryColumn({
    name: 'team_id',
    type: 'text',
    primaryKeyConstraintName: 'team_members_pkey',
  })
  teamId: string;

  @ManyToOne(() => Team, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'team_members_team_id_fkey' })
  team: Relation<Team>;

  @Index('team_members_user_id_idx')
  @PrimaryColumn({
    name: 'user_id',
    type: 'uuid',
    primaryKeyConstraintName: 'team_members_pkey',
  })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'team_members_user_id_fkey' })
  user: Relation<User>;

  @Column({ type: 'text' })
  role: TeamRole;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
