import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { BudgetPeriod } from './budget-period.js';

/** How many model tokens a token, an assistant or an owner may use in a period. */
@Entity('budgets')
@Check('budgets_period_check', `period IN ('day', 'week', 'month')`)
@Check('budgets_subject_check', 'num_nonnulls(token_id, assistant_id, user_id) = 1')
@Index('budgets_token_id_key', ['tokenId'], { unique: true, where: 'token_id IS NOT NULL' })
@Index('budgets_assistant_id_key', ['assistantId'], {
  unique: true,
  where: 'assistant_id IS NOT NULL',
})
@Index('budgets_user_id_key', ['userId'], { unique: true, where: 'user_id IS NOT NULL' })
export class Budget {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'budgets_pkey' })
  id: string;

  @ForeignKey('Token', { name: 'budgets_token_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'token_id', type: 'uuid', nullable: true })
  tokenId: string | null;

  @ForeignKey('Assistant', { name: 'budgets_assistant_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'assistant_id', type: 'uuid', nullable: true })
  assistantId: string | null;

  /** A user or a service account. */
  @ForeignKey('User', { name: 'budgets_user_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  @Column({ name: 'model_tokens', type: 'bigint' })
  modelTokens: string;

  @Column({ type: 'text' })
  period: BudgetPeriod;

  /** A percentage of `modelTokens`. */
  @Column({ name: 'warn_at', type: 'integer' })
  warnAt: number;

  /** In the period that begins with `periodStart`. */
  @Column({ type: 'bigint' })
  used: string;

  /** The number of days since 1970-01-01. */
  @Column({ name: 'period_start', type: 'integer' })
  periodStart: number;

  /** Whether the warning of the period was sent. */
  @Column({ type: 'boolean' })
  warned: boolean;
}
