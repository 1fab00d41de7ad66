import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChatMessage } from '../messages/chat-message.entity.js';
import type { ModelUsage } from '../chat.types.js';

/** Identifies one attempt at an answer. A retry replaces it, and then it can no longer write. */
export interface AnswerAttempt {
  id: string;
  chatId: string;
  attempt: number;
}

export type AnswerEnding = { content: string } & (
  { status: 'complete'; usage: ModelUsage | null } | { status: 'failed'; errorCode: string }
);

const INTERRUPTED_AFTER = `interval '15 seconds'`;
const SWEEP_BATCH = 500;

/** Updates an answer only while it is `streaming`, and only for the current attempt. */
@Injectable()
export class AnswersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * @param content `null` if the text has not grown
   * @returns false if this attempt can no longer write the answer
   */
  async keep({ id, attempt }: AnswerAttempt, content: string | null): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE chat_messages SET content = coalesce($3, content), touched_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'streaming'`,
      [id, attempt, content],
    );
    return count > 0;
  }

  /**
   * @returns the stored answer, which another instance may have ended; `null` if it was deleted or
   *   replaced by a retry
   */
  async end(
    manager: EntityManager,
    { id, attempt }: AnswerAttempt,
    ending: AnswerEnding,
  ): Promise<ChatMessage | null> {
    await manager.update(
      ChatMessage,
      { id, attempt, status: 'streaming' },
      { usage: null, errorCode: null, ...ending, touchedAt: () => 'now()' },
    );
    return manager.findOneBy(ChatMessage, { id, attempt });
  }

  /** Empties the answer and starts the next attempt. */
  async begin(
    manager: EntityManager,
    { id, attempt }: AnswerAttempt,
    model: string,
  ): Promise<ChatMessage> {
    await manager.update(
      ChatMessage,
      { id },
      {
        content: '',
        status: 'streaming',
        model,
        usage: null,
        errorCode: null,
        attempt: attempt + 1,
        touchedAt: () => 'now()',
      },
    );
    return manager.findOneByOrFail(ChatMessage, { id });
  }

  /** Fails answers without a recent heartbeat: their instance is gone. @returns how many */
  async failAbandoned(): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE chat_messages SET status = 'failed', error_code = 'interrupted'
       WHERE id IN (
         SELECT id FROM chat_messages
         WHERE status = 'streaming' AND touched_at < now() - ${INTERRUPTED_AFTER}
         LIMIT ${SWEEP_BATCH} FOR UPDATE SKIP LOCKED)`,
    );
    return count;
  }
}
