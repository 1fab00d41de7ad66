import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ChatMessage } from './chat-message.entity.js';
import { WebhookEvents } from '../../webhooks/events/webhook-events.js';
import { ChatsRepository } from '../chats.repository.js';
import { AnswersRepository } from '../answers/answers.repository.js';
import type { AnswerAttempt, AnswerEnding } from '../answers/answers.repository.js';
import { describeMessage } from './message-event.js';
import { MessagesRepository } from './messages.repository.js';
import type { NewMessage } from './messages.repository.js';

/** Inserts and ends messages, updates the chat with them and publishes the webhook events. */
@Injectable()
export class MessageLog {
  constructor(
    private readonly chats: ChatsRepository,
    private readonly messages: MessagesRepository,
    private readonly answers: AnswersRepository,
    private readonly events: WebhookEvents,
  ) {}

  /**
   * @param messages the next messages of a chat that the caller has locked or just created
   * @param authorId the webhook whose receiver wrote the messages
   */
  async append(
    manager: EntityManager,
    messages: [NewMessage, ...NewMessage[]],
    authorId: string | null = null,
  ): Promise<void> {
    await this.messages.insert(manager, messages);
    const { chatId, position, createdAt } = messages.at(-1) ?? messages[0];
    const answer = messages.findLast(({ role }) => role === 'assistant');
    await this.chats.update(manager, chatId, {
      messageCount: position,
      ...(answer && { answerPosition: answer.position }),
      updatedAt: createdAt,
    });
    const whole = messages.filter(({ status }) => status === 'complete');
    await this.events.publish(
      manager,
      whole.map((message) =>
        describeMessage('chat.message.created', message, message.createdAt, authorId),
      ),
    );
  }

  /** @returns as {@link AnswersRepository.end} */
  async endAnswer(
    manager: EntityManager,
    attempt: AnswerAttempt,
    ending: AnswerEnding,
    at: Date,
  ): Promise<ChatMessage | null> {
    await this.chats.update(manager, attempt.chatId, { updatedAt: at });
    const answer = await this.answers.end(manager, attempt, ending);
    if (answer?.status === 'complete' && ending.status === 'complete') {
      await this.events.publish(manager, describeMessage('chat.message.completed', answer, at));
    }
    return answer;
  }
}
