import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request with an `Idempotency-Key`, and the response to it. */
@Entity('idempotency_keys')
@Index('idempotency_keys_created_at_idx', ['createdAt'])
export class IdempotencyRecord {
  /** The id of the user, assistant token or child token that owns the key. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'idempotency_keys_pkey' })
  scope: string;

  /** SHA-256 of the key. */
  @PrimaryColumn({
    name: 'key_digest',
    type: 'bytea',
    primaryKeyConstraintName: 'idempotency_keys_pkey',
  })
  keyDigest: Buffer;

  /** SHA-256 of the method, the path and the body. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  /** The id of the resource that the request creates. All attempts use the same id. */
  @Column({ name: 'resource_id', type: 'uuid' })
  resourceId: string;

  /**
   * The id of the attempt that may write this row. An attempt that takes over the key replaces it.
   */
  @Column({ type: 'uuid' })
  claim: string;

  /** Until then no other attempt can take over the key. */
  @Column({ name: 'locked_until', type: 'timestamptz', precision: 3 })
  lockedUntil: Date;

  /** The status of the response; `null` while there is none. */
  @Column({ type: 'integer', nullable: true })
  status: number | null;

  /** The body of the response, without secrets. Unlike `jsonb`, `json` keeps it byte for byte. */
  @Column({ type: 'json', nullable: true })
  body: unknown;

  /** The time of the first attempt. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
