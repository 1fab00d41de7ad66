import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import type { Relation } from 'typeorm';
import { Token } from '../token.entity.js';

/** A child token, derived from an assistant token, or a callback token, issued by a webhook. */
@Entity('child_tokens')
@Check(
  'child_tokens_parent_check',
  `CASE WHEN parent_id IS NULL THEN webhook_id IS NOT NULL AND chat_id IS NOT NULL
    ELSE parent_secret_version IS NOT NULL AND child_epoch IS NOT NULL AND webhook_id IS NULL END`,
)
@Index('child_tokens_parent_id_id_idx', ['parentId', 'id'], { where: 'parent_id IS NOT NULL' })
@Index('child_tokens_webhook_id_idx', ['webhookId'], { where: 'webhook_id IS NOT NULL' })
@Index('child_tokens_chat_id_idx', ['chatId'], { where: 'chat_id IS NOT NULL' })
@Index('child_tokens_expires_at_idx', ['expiresAt'])
export class ChildToken {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'child_tokens_pkey' })
  id: string;

  /** `null` for callback tokens. */
  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId: string | null;

  @ManyToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'parent_id', foreignKeyConstraintName: 'child_tokens_parent_id_fkey' })
  parent: Relation<Token> | null;

  /** The version of the parent's secret that derived the child. The child ends with it. */
  @Column({ name: 'parent_secret_version', type: 'integer', nullable: true })
  parentSecretVersion: number | null;

  /** The parent's epoch when the child was derived. */
  @Column({ name: 'child_epoch', type: 'integer', nullable: true })
  childEpoch: number | null;

  @ForeignKey('Webhook', { name: 'child_tokens_webhook_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'webhook_id', type: 'uuid', nullable: true })
  webhookId: string | null;

  /** Limits the child to one chat; `null` for every chat that the parent reaches. */
  @ForeignKey('Chat', { name: 'child_tokens_chat_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'chat_id', type: 'uuid', nullable: true })
  chatId: string | null;

  /** SHA-256 of the secret. */
  @Index('child_tokens_digest_key', { unique: true })
  @Column({ type: 'bytea', select: false })
  digest: Buffer;

  /** The prefix and the first characters of the secret. */
  @Column({ type: 'text' })
  hint: string;

  @Column({ type: 'text', default: '' })
  label: string;

  @Column({ type: 'jsonb', default: {} })
  data: object;

  @Column({ name: 'read_only', type: 'boolean', default: false })
  readOnly: boolean;

  /** The overlap of the requested blocks with those of the parent. */
  @Column({ type: 'text', nullable: true })
  cidr: string | null;

  /** Applies in addition to the limit of the parent. */
  @Column({ name: 'rate_limit_per_minute', type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  /** Thumbprint (RFC 7638) of the key that must sign a DPoP proof for each use. */
  @Column({ type: 'text', nullable: true })
  jkt: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt: Date | null;

  /** When it was first reported as leaked. */
  @Column({ name: 'leaked_at', type: 'timestamptz', precision: 3, nullable: true })
  leakedAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'last_used_address', type: 'text', nullable: true })
  lastUsedAddress: string | null;
}
