import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import type { FinishReason, MessageRole, MessageStatus, ModelUsage } from '../chat.types.js';
import { Chat } from '../chat.entity.js';

@Entity('chat_messages')
@Check('chat_messages_role_check', `role IN ('user', 'assistant', 'tool')`)
@Check('chat_messages_status_check', `status IN ('complete', 'streaming', 'failed')`)
@Check(
  'chat_messages_finish_reason_check',
  `finish_reason IN ('stop', 'length', 'content_filter', 'tool_calls', 'other')`,
)
@Index('chat_messages_chat_id_position_key', ['chatId', 'position'], { unique: true })
@Index('chat_messages_streaming_chat_id_key', ['chatId'], {
  unique: true,
  where: `status = 'streaming'`,
})
@Index('chat_messages_streaming_idx', ['touchedAt'], { where: `status = 'streaming'` })
export class ChatMessage {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'chat_messages_pkey' })
  id: string;

  @Column({ name: 'chat_id', type: 'uuid' })
  chatId: string;

  @ManyToOne(() => Chat, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'chat_id', foreignKeyConstraintName: 'chat_messages_chat_id_fkey' })
  chat: Relation<Chat>;

  /** Counts from 1 within the chat. */
  @Column({ type: 'integer' })
  position: number;

  @Column({ type: 'text' })
  role: MessageRole;

  @Column({ type: 'text' })
  content: string;

  @Column({ type: 'text' })
  status: MessageStatus;

  /** Answers only: the model. */
  @Column({ type: 'text', nullable: true })
  model: string | null;

  /** Answers only, once they have ended: why the model stopped, if it said so. */
  @Column({ name: 'finish_reason', type: 'text', nullable: true })
  finishReason: FinishReason | null;

  @Column({ type: 'jsonb', nullable: true })
  usage: ModelUsage | null;

  /** Failed answers only: a {@link FailureCode}. */
  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode: string | null;

  /** Answers only: counts retries. Writes of an older attempt are ignored. */
  @Column({ type: 'integer', default: 1 })
  attempt: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  /** The last heartbeat of a streaming answer, by the clock of the database. */
  @Column({ name: 'touched_at', type: 'timestamptz', precision: 3 })
  touchedAt: Date;
}
