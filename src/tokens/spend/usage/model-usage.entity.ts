import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const KEY = { primaryKeyConstraintName: 'model_usage_pkey' } as const;

/** The tokens of models that were used on a UTC day. Without foreign keys, as for `ModelCall`. */
@Entity('model_usage')
@Index('model_usage_token_id_day_idx', ['tokenId', 'day'])
@Index('model_usage_user_id_day_idx', ['userId', 'day'])
@Index('model_usage_day_idx', ['day'])
export class ModelUsageDay {
  @PrimaryColumn({ name: 'assistant_id', type: 'uuid', ...KEY })
  assistantId: string;

  @PrimaryColumn({ type: 'date', ...KEY })
  day: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', ...KEY })
  userId: string;

  /** Zeros for sessions. */
  @PrimaryColumn({ name: 'token_id', type: 'uuid', ...KEY })
  tokenId: string;

  /** The label of the child token; empty if none asked. */
  @PrimaryColumn({ type: 'text', ...KEY })
  subject: string;

  /** Of `cost`; empty if the price was unknown. */
  @PrimaryColumn({ type: 'text', ...KEY })
  currency: string;

  @Column({ name: 'input_tokens', type: 'bigint' })
  inputTokens: string;

  @Column({ name: 'output_tokens', type: 'bigint' })
  outputTokens: string;

  /** The part of both that the service estimated, because the model reported no usage. */
  @Column({ name: 'estimated_tokens', type: 'bigint' })
  estimatedTokens: string;

  @Column({ type: 'numeric' })
  cost: string;
}
