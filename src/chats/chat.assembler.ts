import { link, paths } from '../hal/links.js';
import type { ChatMessage } from './chat-message.entity.js';
import type { ChatResource, ExchangeResource } from './dto/chat.resource.js';
import type { MessageResource } from './dto/message.resource.js';

/** A chat with what names its assistant and its user. */
export interface ChatView {
  id: string;
  assistant: { naturalId: string };
  user: { username: string };
  name: string;
  messageCount: number;
  /** Of the newest answer; 0: there is none. */
  answerPosition: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What tells of an answer whether another one has followed. */
export type Answered = Pick<ChatView, 'answerPosition'>;

export type MessageView = Omit<ChatMessage, 'chat' | 'touchedAt'>;

export function assembleChat(chat: ChatView): ChatResource {
  return {
    id: chat.id,
    assistantId: chat.assistant.naturalId,
    username: chat.user.username,
    name: chat.name,
    messageCount: chat.messageCount,
    createdAt: chat.createdAt.toISOString(),
    updatedAt: chat.updatedAt.toISOString(),
    _links: {
      self: link(paths.chat(chat.id)),
      'inf:messages': link(paths.chatMessages(chat.id)),
      'inf:assistant': link(paths.assistant(chat.assistant.naturalId)),
    },
  };
}

export function assembleExchange(chat: ChatView, messages: MessageView[]): ExchangeResource {
  return {
    ...assembleChat(chat),
    _embedded: { 'inf:message': messages.map((message) => assembleMessage(message, chat)) },
  };
}

export function assembleMessage(message: MessageView, chat: Answered): MessageResource {
  const { id, chatId } = message;
  return {
    id,
    role: message.role,
    content: message.content,
    status: message.status,
    model: message.model,
    usage: message.usage,
    errorCode: message.errorCode,
    createdAt: message.createdAt.toISOString(),
    _links: {
      self: link(paths.chatMessage(chatId, id)),
      'inf:chat': link(paths.chat(chatId)),
      ...(isRetryable(message, chat) && {
        'inf:retry': link(paths.chatMessageRetry(chatId, id)),
      }),
    },
  };
}

/** What tools have told since does not matter. */
export function isRetryable(
  { role, status, position }: Pick<MessageView, 'role' | 'status' | 'position'>,
  { answerPosition }: Answered,
): boolean {
  return role === 'assistant' && status === 'failed' && position === answerPosition;
}
