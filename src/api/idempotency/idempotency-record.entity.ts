import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that was sent with an `Idempotency-Key`, and what it was answered. */
@Entity('idempotency_keys')
@Index('idempotency_keys_created_at_idx', ['createdAt'])
export class IdempotencyRecord {
  /** The user, or the assistant or child token, that the key belongs to. */
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

  /** What the request makes gets this id, however often it is tried. */
  @Column({ name: 'resource_id', type: 'uuid' })
  resourceId: string;

  /** Names the attempt that may write this row: whoever takes the key over puts another one. */
  @Column({ type: 'uuid' })
  claim: string;

  /** Until then nobody takes it over. */
  @Column({ name: 'locked_until', type: 'timestamptz', precision: 3 })
  lockedUntil: Date;

  /** Of the answer; null while there is none. */
  @Column({ type: 'integer', nullable: true })
  status: number | null;

  /** Of the answer, without secrets: `json` keeps it as it was written. */
  @Column({ type: 'json', nullable: true })
  body: unknown;

  /** Of the first attempt. */
  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
