import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { User } from '../../users/user.entity.js';
import { Team } from '../team.entity.js';

/** A person who left a team and has not come back. Triggers on `team_members` write it. */
@Entity('team_departures')
export class TeamDeparture {
  @PrimaryColumn({
    name: 'team_id',
    type: 'text',
    primaryKeyConstraintName: 'team_departures_pkey',
  })
  teamId: string;

  @ManyToOne(() => Team, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'team_departures_team_id_fkey' })
  team: Relation<Team>;

  @Index('team_departures_user_id_idx')
  @PrimaryColumn({
    name: 'user_id',
    type: 'uuid',
    primaryKeyConstraintName: 'team_departures_pkey',
  })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'team_departures_user_id_fkey' })
  user: Relation<User>;
}
