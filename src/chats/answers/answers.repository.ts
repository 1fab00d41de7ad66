import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { isInKeptChat } from '../removal/kept-chat.js';
import { ChatMessage } from '../messages/chat-message.entity.js';
import type { FinishReason, ModelUsage } from '../chat.types.js';

/** Identifies one attempt at an answer. A retry replaces it, and then it can no longer write. */
export interface AnswerAttempt {
  id: string;
  chatId: string;
  attempt: number;
}

export type AnswerEnding = { content: string } & (
  | { status: 'complete'; finishReason: FinishReason; usage: ModelUsage }
  | { status: 'failed'; finishReason: FinishReason | null; errorCode: string }
);

/** `characters` is the length of the text so far. */
export interface AbandonedAnswer extends Pick<AnswerAttempt, 'id' | 'attempt'> {
  characters: number;
}

const INTERRUPTED_AFTER = `interval '15 seconds'`;

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
      `UPDATE chat_messages m SET content = coalesce($3, content), touched_at = now()
       WHERE id = $1 AND attempt = $2 AND status = 'streaming' AND ${isInKeptChat('m')}`,
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
    return manager
      .createQueryBuilder(ChatMessage, 'message')
      .where('message.id = :id AND message.attempt = :attempt', { id, attempt })
      .andWhere(isInKeptChat('message'))
      .getOne();
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
        finishReason: null,
        usage: null,
        errorCode: null,
        attempt: attempt + 1,
        touchedAt: () => 'now()',
      },
    );
    return manager.findOneByOrFail(ChatMessage, { id });
  }

  /**
   * Fails an answer without a recent heartbeat: its instance is gone.
   *
   * @returns `null` if there is none
   */
  async failAbandoned(manager: EntityManager): Promise<AbandonedAnswer | null> {
    const [[abandoned]] = await manager.query<[(AbandonedAnswer | undefined)[], number]>(
      `UPDATE chat_messages SET status = 'failed', error_code = 'interrupted'
       WHERE id IN (
         SELECT id FROM chat_messages
         WHERE status = 'streaming' AND touched_at < now() - ${INTERRUPTED_AFTER}
         LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, attempt, length(content) AS characters`,
    );
    return abandoned ?? null;
  }
}
