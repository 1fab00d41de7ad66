import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key from which nonces are computed. If there are several, the oldest one counts. */
@Entity('dpop_nonce_keys')
export class NonceKey {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'dpop_nonce_keys_pkey' })
  id: string;

  /** 32 bytes, sealed by `sealPrivateKey` if `encrypted`. */
  @Column({ type: 'bytea' })
  key: Buffer;

  @Column({ type: 'boolean' })
  encrypted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
