import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request to a model that is in progress, and who pays for it. Settling deletes it. */
@Entity('model_calls')
export class ModelCall {
  /** The answer. */
  @PrimaryColumn({
    name: 'message_id',
    type: 'uuid',
    primaryKeyConstraintName: 'model_calls_pkey',
  })
  messageId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'model_calls_pkey' })
  attempt: number;

  @Column({ name: 'assistant_id', type: 'uuid' })
  assistantId: string;

  /** The user behind the credential that asked. */
  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** The token that asked, or the parent of the child that did; `null` for a session. */
  @Column({ name: 'token_id', type: 'uuid', nullable: true })
  tokenId: string | null;

  /** The label of the child token that asked; empty if none did. */
  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'text' })
  model: string;

  /** For the estimate if the model reports no usage. */
  @Column({ name: 'prompt_characters', type: 'integer' })
  promptCharacters: number;

  /** By the clock of the database. */
  @Column({ name: 'started_at', type: 'timestamptz', precision: 3 })
  startedAt: Date;
}
