import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuditPublicJwk } from './head-signer.js';

/** A public key that has signed a head. It stays published after it has stopped to sign. */
@Entity('audit_keys')
export class AuditKeyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'audit_keys_pkey' })
  kid: string;

  @Column({ name: 'public_jwk', type: 'jsonb' })
  publicJwk: AuditPublicJwk;
}
