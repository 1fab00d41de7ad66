import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the tokens are judged. The only row is also the lock of whoever judges them. */
@Entity('policy_sweeps')
export class PolicySweep {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'policy_sweeps_pkey' })
  name: string;

  /** The last judged token; `null` if all are judged. */
  @Column({ type: 'uuid', nullable: true })
  cursor: string | null;

  /** When to judge all tokens again. */
  @Column({ name: 'due_at', type: 'timestamptz', precision: 3 })
  dueAt: Date;
}
