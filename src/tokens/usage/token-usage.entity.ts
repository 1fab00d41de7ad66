import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Token } from '../token.entity.js';

/** The number of requests with a token on a UTC day, by outcome. */
@Entity('token_usage')
@Index('token_usage_day_idx', ['day'])
export class TokenUsage {
  @PrimaryColumn({
    name: 'token_id',
    type: 'uuid',
    primaryKeyConstraintName: 'token_usage_pkey',
  })
  tokenId: string;

  @ManyToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'token_usage_token_id_fkey' })
  token: Relation<Token>;

  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'token_usage_pkey' })
  day: string;

  @Column({ type: 'bigint' })
  accepted: string;

  @Column({ type: 'bigint' })
  refused: string;

  @Column({ name: 'rate_limited', type: 'bigint' })
  rateLimited: string;
}
