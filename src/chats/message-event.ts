import type { WebhookEvent } from '../webhooks/webhook-events.js';
import type { ChatMessage } from './chat-message.entity.js';

type DescribedMessage = Pick<
  ChatMessage,
  'id' | 'chatId' | 'position' | 'role' | 'status' | 'model' | 'errorCode'
>;

/** What webhooks are told of a message: its text is read with the callback token. */
export function describeMessage(
  type: 'chat.message.created' | 'chat.message.completed',
  { id, chatId, position, role, status, model, errorCode }: DescribedMessage,
  at: Date,
): WebhookEvent {
  return {
    type,
    at,
    chatId,
    data: { chatId, messageId: id, position, role, status, model, errorCode },
  };
}
