import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChatMessage } from '../chat-message.entity.js';
import type { ModelUsage } from '../chat.types.js';

/** An answer as long as it is the one that this attempt writes. */
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

/** Only a streaming answer is written, and only by the attempt that streams it. */
@Injectable()
export class AnswersRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * @param content null: it has not grown
   * @returns false when the answer is no longer there to be written
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
   * @returns the answer as it is then, which somebody else may have ended; null when it is gone, or
   *   asked for anew
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

  /** Empties the answer for another attempt. */
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

  /** Those that nobody has written for a while: whoever did is gone. @returns how many */
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
