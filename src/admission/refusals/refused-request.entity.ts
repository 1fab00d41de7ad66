import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CheckOutcome } from '../checks/evaluate.js';
import type { RefusedRequest } from './refused-request.js';

/** A refused request. Deleted after an hour. The table is unlogged. */
@Entity('refused_requests')
@Index('refused_requests_at_idx', ['at'])
export class RefusedRequestRow implements RefusedRequest {
  @PrimaryColumn({
    name: 'request_id',
    type: 'uuid',
    primaryKeyConstraintName: 'refused_requests_pkey',
  })
  requestId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ name: 'credential_id', type: 'uuid' })
  credentialId: string;

  @Column({ name: 'is_session' })
  isSession: boolean;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ type: 'text' })
  method: string;

  @Column({ type: 'text' })
  path: string;

  @Column({ type: 'text' })
  address: string;

  @Column({ name: 'origin_host', type: 'text', nullable: true })
  originHost: string | null;

  @Column({ type: 'jsonb' })
  outcomes: CheckOutcome[];
}
