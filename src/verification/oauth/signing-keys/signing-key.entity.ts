import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PublicJwk } from './key-pair.js';

/** A key pair that signs JWTs from `activatesAt` until that of its successor. */
@Entity('signing_keys')
export class SigningKey {
  /** The RFC 7638 thumbprint of the public part. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'signing_keys_pkey' })
  kid: string;

  /** As the JWK set shows it. */
  @Column({ name: 'public_jwk', type: 'jsonb' })
  publicJwk: PublicJwk;

  /** PKCS #8; as `sealPrivateKey` leaves it when `encrypted`. */
  @Column({ name: 'private_key', type: 'bytea' })
  privateKey: Buffer;

  @Column({ type: 'boolean' })
  encrypted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'activates_at', type: 'timestamptz', precision: 3 })
  activatesAt: Date;
}
