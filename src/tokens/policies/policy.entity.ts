import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { PolicyRules } from './policy-rules.js';

export const INSTANCE = 'instance';

/** The policy of the instance, or of a team. */
@Entity('policies')
@Unique('policies_team_id_key', ['teamId'])
export class Policy {
  /** `instance`, or `team:` and the id of the team. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'policies_pkey' })
  scope: string;

  @ForeignKey('Team', { name: 'policies_team_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'team_id', type: 'text', nullable: true })
  teamId: string | null;

  /** Rules that are missing here are `null`. */
  @Column({ type: 'jsonb', default: {} })
  rules: Partial<PolicyRules>;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}

export function scopeOfTeam(teamId: string): string {
  return `team:${teamId}`;
}
