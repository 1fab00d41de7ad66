import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { isUuid } from '../common/id.js';
import type { Chat } from './chat.entity.js';
import type { ChatMessage } from './chat-message.entity.js';
import { chatScopeOf } from './chat-scope.js';
import { ChatNotFoundError, MessageNotFoundError } from './chats.errors.js';
import { ChatsRepository } from './chats.repository.js';
import { MessagesRepository } from './messages.repository.js';

interface ChatAndMessage {
  chat: Chat;
  message: ChatMessage;
}

/** Who sees which chat. */
@Injectable()
export class ChatAccess {
  constructor(
    private readonly chats: ChatsRepository,
    private readonly messages: MessagesRepository,
  ) {}

  /** @throws ChatNotFoundError when there is none, or none the principal may see */
  async find(principal: Principal, id: string): Promise<Chat> {
    return require(isUuid(id) ? await this.chats.find(chatScopeOf(principal), id) : null);
  }

  /** @throws ChatNotFoundError */
  async lock(manager: EntityManager, principal: Principal, id: string): Promise<Chat> {
    return require(isUuid(id) ? await this.chats.lock(manager, chatScopeOf(principal), id) : null);
  }

  /** @throws ChatNotFoundError, MessageNotFoundError */
  async findMessage(principal: Principal, chatId: string, id: string): Promise<ChatAndMessage> {
    const chat = await this.find(principal, chatId);
    return { chat, message: await this.messageIn(chat, id) };
  }

  /** @throws MessageNotFoundError */
  async messageIn(chat: Chat, id: string, manager?: EntityManager): Promise<ChatMessage> {
    const message = isUuid(id) ? await this.messages.find(chat.id, id, manager) : null;
    if (message === null) throw new MessageNotFoundError();
    return message;
  }
}

function require(chat: Chat | null): Chat {
  if (chat === null) throw new ChatNotFoundError();
  return chat;
}
