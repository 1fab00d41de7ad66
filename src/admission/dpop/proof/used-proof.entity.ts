import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An accepted proof. Kept until its nonce expires. */
@Entity('dpop_used_proofs')
@Index('dpop_used_proofs_expires_at_idx', ['expiresAt'])
export class UsedProof {
  /** SHA-256 of the thumbprint of the key and the `jti`. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'dpop_used_proofs_pkey' })
  digest: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz', precision: 3 })
  expiresAt: Date;
}
