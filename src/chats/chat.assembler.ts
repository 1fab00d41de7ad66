import { permittedLink } from '../api/discovery/permitted-link.js';
import type { Principal } from '../admission/principal.js';
import { link, paths } from '../api/hal/links.js';
import type { ChatMessage } from './messages/chat-message.entity.js';
import type { ChatResource, ExchangeResource } from './dto/chat.resource.js';
import type { MessageResource } from './dto/message.resource.js';

export interface ChatReader {
  principal: Principal;
  /** Users keep their chats when they can no longer see the assistant, but cannot continue them. */
  seesAssistant: boolean;
}

export interface ChatView {
  reader: ChatReader;
  id: string;
  assistant: { naturalId: string };
  user: { username: string };
  name: string;
  messageCount: number;
  /** The position of the newest answer; 0 if there is none. */
  answerPosition: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Decides whether an answer links to its retry. */
export type Answered = Pick<ChatView, 'answerPosition' | 'reader'>;

export type MessageView = Omit<ChatMessage, 'chat' | 'touchedAt'>;

export function assembleChat(chat: ChatView): ChatResource {
  const { principal, seesAssistant } = chat.reader;
  const { naturalId } = chat.assistant;
  const toChat = { id: chat.id };
  return {
    id: chat.id,
    assistantId: naturalId,
    username: chat.user.username,
    name: chat.name,
    messageCount: chat.messageCount,
    createdAt: chat.createdAt.toISOString(),
    updatedAt: chat.updatedAt.toISOString(),
    _links: {
      self: link(paths.chat(chat.id)),
      ...permittedLink(principal, 'edit', 'updateChat', toChat),
      ...permittedLink(principal, 'inf:delete', 'deleteChat', toChat),
      ...permittedLink(principal, 'inf:messages', 'listChatMessages', toChat),
      ...(seesAssistant && {
        ...permittedLink(principal, 'inf:create-message', 'createChatMessage', toChat, OF_A_TOOL),
        ...permittedLink(principal, 'inf:assistant', 'getAssistant', { id: naturalId }),
      }),
    },
  };
}

/** Decides whether to link to `createChatMessage`: callback tokens can create no other messages. */
const OF_A_TOOL = { role: 'tool' };

export function assembleExchange(chat: ChatView, messages: MessageView[]): ExchangeResource {
  return {
    ...assembleChat(chat),
    _embedded: { 'inf:message': messages.map((message) => assembleMessage(message, chat)) },
  };
}

export function assembleMessage(message: MessageView, chat: Answered): MessageResource {
  const { id, chatId } = message;
  const { principal, seesAssistant } = chat.reader;
  return {
    id,
    role: message.role,
    content: message.content,
    status: message.status,
    model: message.model,
    finishReason: message.finishReason,
    usage: message.usage,
    errorCode: message.errorCode,
    createdAt: message.createdAt.toISOString(),
    _links: {
      self: link(paths.chatMessage(chatId, id)),
      ...permittedLink(principal, 'inf:chat', 'getChat', { id: chatId }),
      ...(isRetryable(message, chat) &&
        seesAssistant &&
        permittedLink(principal, 'inf:retry', 'retryChatMessage', { id: chatId, messageId: id })),
    },
  };
}

/** Only a later answer counts: tools may have added messages since. */
export function isRetryable(
  { role, status, position }: Pick<MessageView, 'role' | 'status' | 'position'>,
  { answerPosition }: Pick<ChatView, 'answerPosition'>,
): boolean {
  return role === 'assistant' && status === 'failed' && position === answerPosition;
}
