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

/** A short-lived token that was derived from another, or made for one chat by a webhook. */
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

  /** null for the callback token of a webhook. */
  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId: string | null;

  @ManyToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'parent_id', foreignKeyConstraintName: 'child_tokens_parent_id_fkey' })
  parent: Relation<Token> | null;

  /** The secret of the parent that it was derived with, and ends with. */
  @Column({ name: 'parent_secret_version', type: 'integer', nullable: true })
  parentSecretVersion: number | null;

  /** Of the parent when it was derived. */
  @Column({ name: 'child_epoch', type: 'integer', nullable: true })
  childEpoch: number | null;

  @ForeignKey('Webhook', { name: 'child_tokens_webhook_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'webhook_id', type: 'uuid', nullable: true })
  webhookId: string | null;

  /** The one chat it reaches; null: all that its parent gives it. */
  @ForeignKey('Chat', { name: 'child_tokens_chat_id_fkey', onDelete: 'CASCADE' })
  @Column({ name: 'chat_id', type: 'uuid', nullable: true })
  chatId: string | null;

  /** SHA-256 of the value. */
  @Index('child_tokens_digest_key', { unique: true })
  @Column({ type: 'bytea', select: false })
  digest: Buffer;

  /** Prefix and a few characters of the value. */
  @Column({ type: 'text' })
  hint: string;

  @Column({ type: 'text', default: '' })
  label: string;

  @Column({ type: 'jsonb', default: {} })
  data: object;

  @Column({ name: 'read_only', type: 'boolean', default: false })
  readOnly: boolean;

  /** What it and its parent had in common when it was derived. */
  @Column({ type: 'text', nullable: true })
  cidr: string | null;

  /** Beside the limit of its parent, which its requests count against too. */
  @Column({ name: 'rate_limit_per_minute', type: 'integer', nullable: true })
  rateLimitPerMinute: number | null;

  /** Thumbprint (RFC 7638) of the key that must prove each use. */
  @Column({ type: 'text', nullable: true })
  jkt: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'last_used_address', type: 'text', nullable: true })
  lastUsedAddress: string | null;
}
