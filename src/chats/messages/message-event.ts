import type { WebhookEvent } from '../../webhooks/events/webhook-events.js';
import type { ChatMessage } from './chat-message.entity.js';

type DescribedMessage = Pick<
  ChatMessage,
  'id' | 'chatId' | 'position' | 'role' | 'status' | 'model' | 'finishReason' | 'errorCode'
>;

/**
 * Describes a message for webhooks. The text is missing: receivers read it with the callback token.
 *
 * @param authorId the webhook whose receiver wrote the message
 */
export function describeMessage(
  type: 'chat.message.created' | 'chat.message.completed',
  { id, chatId, position, role, status, model, finishReason, errorCode }: DescribedMessage,
  at: Date,
  authorId: string | null = null,
): WebhookEvent {
  return {
    type,
    at,
    chatId,
    authorId,
    data: { chatId, messageId: id, position, role, status, model, finishReason, errorCode },
  };
}
