import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Records that a batch of counts was added, so that a retry does not add it twice. */
@Entity('usage_batches')
@Index('usage_batches_written_at_idx', ['writtenAt'])
export class UsageBatchRecord {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'usage_batches_pkey' })
  id: string;

  @Column({ name: 'written_at', type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
