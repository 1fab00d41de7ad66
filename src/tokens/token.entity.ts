import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  VirtualColumn,
} from 'typeorm';
import type { Relation } from 'typeorm';
import { Assistant } from '../assistants/assistant.entity.js';
import { User } from '../identity/users/user.entity.js';
import type {
  OnReuse,
  PauseCause,
  RestrictKind,
  RevocationReason,
  ShownTokenStatus,
  TokenStatus,
  TokenType,
} from '../admission/credentials/token.types.js';
import type { JudgedRule } from './policies/compliance/judged-rules.js';
import { suspensionOf } from './suspension/suspension.js';
import type { SuspensionReason } from './suspension/suspension.js';

/** A token. Its secrets are {@link TokenSecret}s. */
@Entity('tokens')
@Check('tokens_type_check', `type IN ('personal', 'assistant')`)
@Check('tokens_restrict_check', `restrict IN ('cidr', 'host')`)
@Check('tokens_on_reuse_check', `on_reuse IN ('alert', 'revoke')`)
@Check('tokens_live_user_check', `revoked_at IS NOT NULL OR user_id IS NOT NULL`)
@Check(
  'tokens_live_assistant_check',
  `type <> 'assistant' OR revoked_at IS NOT NULL OR assistant_id IS NOT NULL`,
)
@Index('tokens_assistant_id_id_idx', ['assistantId', 'id'])
@Index('tokens_unrevoked_id_idx', ['assistantId', 'id'], { where: 'revoked_at IS NULL' })
@Index('tokens_revoked_id_idx', ['assistantId', 'id'], { where: 'revoked_at IS NOT NULL' })
@Index('tokens_unrevoked_expires_at_idx', ['assistantId', 'expiresAt'], {
  where: 'revoked_at IS NULL',
})
@Index('tokens_unrevoked_user_id_idx', ['userId', 'expiresAt'], { where: 'revoked_at IS NULL' })
@Index('tokens_user_id_id_idx', ['userId', 'id'])
@Index('tokens_username_id_idx', ['username', 'id'])
@Index('tokens_deleted_assistant_idx', ['deletedAssistant'], {
  where: 'deleted_assistant IS NOT NULL',
})
@Index('tokens_unrevoked_host_idx', ['host'], {
  where: 'host IS NOT NULL AND revoked_at IS NULL',
})
@Index('tokens_search_idx', { synchronize: false })
@Index('tokens_tags_idx', { synchronize: false })
@Index('tokens_name_idx', { synchronize: false })
@Index('tokens_expiry_idx', { synchronize: false })
@Index('tokens_created_at_idx', ['createdAt', 'id'])
@Index('tokens_type_idx', ['type', 'id'])
@Index('tokens_read_only_idx', ['readOnly', 'id'])
@Index('tokens_reused_idx', ['id'], { where: 'reused_at IS NOT NULL' })
@Index('tokens_expires_at_idx', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
@Index('tokens_paused_idx', ['assistantId', 'id'], {
  where: 'paused_at IS NOT NULL AND revoked_at IS NULL',
})
@Index('tokens_revoked_at_idx', ['revokedAt'], { where: 'revoked_at IS NOT NULL' })
export class Token {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'tokens_pkey' })
  id: string;

  @Column({ type: 'text' })
  type: TokenType;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'tokens_user_id_fkey' })
  user: Relation<User> | null;

  /** Stays when the user is deleted. */
  @Column({ type: 'text' })
  username: string;

  @Column({ name: 'assistant_id', type: 'uuid', nullable: true })
  assistantId: string | null;

  @ManyToOne(() => Assistant, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'assistant_id', foreignKeyConstraintName: 'tokens_assistant_id_fkey' })
  assistant: Relation<Assistant> | null;

  /** The natural id that the assistant had when it was deleted. */
  @Column({ name: 'deleted_assistant', type: 'text', nullable: true })
  deletedAssistant: string | null;

  /** `null` if nobody chose one. */
  @Column({ name: 'chosen_name', type: 'text', nullable: true })
  chosenName: string | null;

  /** The chosen name, or one from the notes. */
  @VirtualColumn({ type: 'text', query: (token) => nameOf(token) })
  name: string;

  /** Each one is a `key` or `key=value`. */
  @Column({ type: 'text', array: true, default: [] })
  tags: string[];

  @Column({ type: 'text', default: '' })
  notes: string;

  @Column({ type: 'jsonb', default: {} })
  data: object;

  @Column({ name: 'read_only', type: 'boolean', default: false })
  readOnly: boolean;

  @Column({ type: 'text', nullable: true })
  restrict: RestrictKind | null;

  @Column({ type: 'text', nullable: true })
  cidr: string | null;

  @Column({ type: 'text', nullable: true })
  host: string | null;

  @Column({ name: 'rate_limit_per_minute', type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  @Column({ name: 'on_reuse', type: 'text', default: 'alert' })
  onReuse: OnReuse;

  /** The prefix and the first characters of the current secret. */
  @Column({ type: 'text' })
  hint: string;

  @Column({ name: 'secret_version', type: 'integer', default: 1 })
  secretVersion: number;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'revocation_reason', type: 'text', nullable: true })
  revocationReason: RevocationReason | null;

  @Column({ name: 'paused_at', type: 'timestamptz', precision: 3, nullable: true })
  pausedAt: Date | null;

  @Column({ name: 'pause_reason', type: 'text', nullable: true })
  pausedReason: string | null;

  @Column({ name: 'pause_cause', type: 'text', nullable: true })
  pauseCause: PauseCause | null;

  /** When it was last resumed: for policies, an idle token counts as used then. */
  @Column({ name: 'resumed_at', type: 'timestamptz', precision: 3, nullable: true })
  resumedAt: Date | null;

  /** Incremented to revoke all children: a child is valid only in the epoch it was derived in. */
  @Column({ name: 'child_epoch', type: 'integer', default: 0 })
  childEpoch: number;

  @Column({ name: 'reused_at', type: 'timestamptz', precision: 3, nullable: true })
  reusedAt: Date | null;

  /** With any secret. */
  @VirtualColumn({ type: 'timestamptz', query: lastUseOf })
  lastUsedAt: Date | null;

  /** Also set on tokens that have ended. */
  @VirtualColumn({ type: 'text', query: suspensionOf })
  suspension: SuspensionReason | null;

  /** What it breaks of the policies; `null` if nothing. May be set on tokens that have ended. */
  @VirtualColumn({ type: 'jsonb', query: noncomplianceOf })
  noncompliance: Noncompliance | null;
}

/** As in the table `token_violations`, with times as text. */
export interface Noncompliance {
  /** Since when it breaks each rule. */
  rules: Partial<Record<JudgedRule, string>>;
  /** When a policy pauses it; `null` if none does. */
  pauseAt: string | null;
}

/** SQL: a {@link Noncompliance} or NULL. */
function noncomplianceOf(token: string): string {
  return `(
    SELECT jsonb_build_object('rules', rules, 'pauseAt', pause_at)
    FROM token_violations WHERE token_id = ${token}.id)`;
}

/**
 * SQL: the name that clients see.
 *
 * @param token the alias of the table `tokens`
 */
export function nameOf(token: string): string {
  return `token_name(${token}.chosen_name, ${token}.notes)`;
}

/** SQL: when the token was last used, or NULL. */
function lastUseOf(token: string): string {
  return `(SELECT last_used_at FROM token_last_uses WHERE token_id = ${token}.id)`;
}

/** What a client learns about the status of a token or a child token. */
export function describeStatus(
  status: TokenStatus,
  suspension: SuspensionReason | null,
  isNoncompliant = false,
): { status: ShownTokenStatus; statusReason: SuspensionReason | null } {
  if (status !== 'active') return { status, statusReason: null };
  if (suspension !== null) return { status: 'suspended', statusReason: suspension };
  return { status: isNoncompliant ? 'noncompliant' : 'active', statusReason: null };
}
