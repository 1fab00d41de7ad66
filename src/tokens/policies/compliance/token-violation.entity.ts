import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Token } from '../../token.entity.js';

/** A token that has not ended and breaks a policy. */
@Entity('token_violations')
@Index('token_violations_pause_at_idx', ['pauseAt'], { where: 'pause_at IS NOT NULL' })
export class TokenViolation {
  @PrimaryColumn({
    name: 'token_id',
    type: 'uuid',
    primaryKeyConstraintName: 'token_violations_pkey',
  })
  tokenId: string;

  @OneToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'token_violations_token_id_fkey' })
  token: Relation<Token>;

  /** Since when the token breaks each rule. */
  @Column({ type: 'jsonb' })
  rules: object;

  /** When a policy pauses the token; `null` if none does, or the token is paused. */
  @Column({ name: 'pause_at', type: 'timestamptz', precision: 3, nullable: true })
  pauseAt: Date | null;
}
