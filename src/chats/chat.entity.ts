import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Assistant } from '../assistants/assistant.entity.js';
import { Token } from '../tokens/token.entity.js';
import { User } from '../identity/users/user.entity.js';

@Entity('chats')
@Index('chats_assistant_id_idx', ['assistantId'])
@Index('chats_user_id_id_idx', ['userId', 'id'])
@Index('chats_token_id_id_idx', ['tokenId', 'id'], { where: 'token_id IS NOT NULL' })
@Index('chats_child_id_id_idx', ['childId', 'id'], { where: 'child_id IS NOT NULL' })
export class Chat {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'chats_pkey' })
  id: string;

  @Column({ name: 'assistant_id', type: 'uuid' })
  assistantId: string;

  /** Not a foreign key: the chats of a deleted assistant are removed later. */
  @ManyToOne(() => Assistant, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'assistant_id' })
  assistant: Relation<Assistant>;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** Not a foreign key, as for `assistant`. */
  @ManyToOne(() => User, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'user_id' })
  user: Relation<User>;

  /** The token that started the chat, or the parent of the child that did; `null` for a session. */
  @Column({ name: 'token_id', type: 'uuid', nullable: true })
  tokenId: string | null;

  @ManyToOne(() => Token, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'chats_token_id_fkey' })
  token: Relation<Token> | null;

  /** The child token that started the chat. The chat outlives it. */
  @Column({ name: 'child_id', type: 'uuid', nullable: true })
  childId: string | null;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'message_count', type: 'integer', default: 0 })
  messageCount: number;

  /** The position of the newest answer, in any state; 0 if there is none. */
  @Column({ name: 'answer_position', type: 'integer', default: 0 })
  answerPosition: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
