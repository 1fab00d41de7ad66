import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A batch of counts that has been added, and must not be added again. */
@Entity('usage_batches')
@Index('usage_batches_written_at_idx', ['writtenAt'])
export class UsageBatchRecord {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'usage_batches_pkey' })
  id: string;

  @Column({ name: 'written_at', type: 'timestamptz', precision: 3 })
  writtenAt: Date;
}
