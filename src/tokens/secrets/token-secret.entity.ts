import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Token } from '../token.entity.js';

/** One secret of a token. Only its digest is stored. */
@Entity('token_secrets')
@Index('token_secrets_retires_at_idx', ['retiresAt'], { where: 'retires_at IS NOT NULL' })
export class TokenSecret {
  @PrimaryColumn({
    name: 'token_id',
    type: 'uuid',
    primaryKeyConstraintName: 'token_secrets_pkey',
  })
  tokenId: string;

  @ManyToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'token_secrets_token_id_fkey' })
  token: Relation<Token>;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'token_secrets_pkey' })
  version: number;

  /** SHA-256 of the secret. */
  @Index('token_secrets_digest_key', { unique: true })
  @Column({ type: 'bytea', select: false })
  digest: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** The end of the overlap; `null` for the current secret. */
  @Column({ name: 'retires_at', type: 'timestamptz', precision: 3, nullable: true })
  retiresAt: Date | null;

  /** The end of the overlap that was promised before a rotation cut it short; otherwise `null`. */
  @Column({ name: 'promised_until', type: 'timestamptz', precision: 3, nullable: true })
  promisedUntil: Date | null;

  /** The id of the rotation that created this version; `null` for the first one. */
  @Column({ name: 'rotation_id', type: 'uuid', nullable: true })
  rotationId: string | null;

  /** When it was first reported as leaked. */
  @Column({ name: 'leaked_at', type: 'timestamptz', precision: 3, nullable: true })
  leakedAt: Date | null;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'last_used_address', type: 'text', nullable: true })
  lastUsedAddress: string | null;
}
