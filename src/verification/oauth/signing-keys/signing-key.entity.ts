import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicJwk } from './key-pair.js';

/** A key pair that signs JWTs from its `activatesAt` to that of its successor. */
@Entity('signing_keys')
export class SigningKey {
  /** The thumbprint (RFC 7638) of the public key. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'signing_keys_pkey' })
  kid: string;

  /** The key in the published JWK set. */
  @Column({ name: 'public_jwk', type: 'jsonb' })
  publicJwk: PublicJwk;

  /** PKCS #8, sealed by `sealPrivateKey` if `encrypted`. */
  @Column({ name: 'private_key', type: 'bytea' })
  privateKey: Buffer;

  @Column({ type: 'boolean' })
  encrypted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'activates_at', type: 'timestamptz', precision: 3 })
  activatesAt: Date;
}
