import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Assistant } from '../assistants/assistant.entity.js';
import { User } from '../identity/users/user.entity.js';
import type {
  OnReuse,
  RestrictKind,
  RevocationReason,
  TokenStatus,
  TokenType,
} from '../admission/credentials/token.types.js';

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
@Index('tokens_user_id_id_idx', ['userId', 'id'])
@Index('tokens_username_id_idx', ['username', 'id'])
@Index('tokens_deleted_assistant_idx', ['deletedAssistant'], {
  where: 'deleted_assistant IS NOT NULL',
})
@Index('tokens_unrevoked_host_idx', ['host'], {
  where: 'host IS NOT NULL AND revoked_at IS NULL',
})
@Index('tokens_expires_at_idx', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
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

  /** Incremented to revoke all children: a child is valid only in the epoch it was derived in. */
  @Column({ name: 'child_epoch', type: 'integer', default: 0 })
  childEpoch: number;

  @Column({ name: 'reused_at', type: 'timestamptz', precision: 3, nullable: true })
  reusedAt: Date | null;
}

export function statusOf(
  { revokedAt, expiresAt }: Pick<Token, 'revokedAt' | 'expiresAt'>,
  now: Date,
): TokenStatus {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}
