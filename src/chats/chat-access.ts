import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../assistants/assistants.service.js';
import type { Principal } from '../admission/principal.js';
import { isUuid } from '../platform/ids/id.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import type { ChatReader } from './chat.assembler.js';
import type { Chat } from './chat.entity.js';
import type { ChatMessage } from './messages/chat-message.entity.js';
import { chatScopeOf } from './chat-scope.js';
import { ChatNotFoundError, MessageNotFoundError } from './chats.errors.js';
import { ChatsRepository } from './chats.repository.js';
import type { ChatFilter } from './chats.repository.js';
import { MessagesRepository } from './messages/messages.repository.js';

interface ChatAndMessage {
  chat: SeenChat;
  message: ChatMessage;
}

/** A chat with its reader, on whom its links depend. */
export type SeenChat = Chat & { reader: ChatReader };

/** Decides which chats a principal can see. */
@Injectable()
export class ChatAccess {
  constructor(
    private readonly chats: ChatsRepository,
    private readonly messages: MessagesRepository,
    private readonly assistants: AssistantsService,
  ) {}

  /** @throws ChatNotFoundError also if the principal may not see it */
  async find(principal: Principal, id: string): Promise<SeenChat> {
    const chat = isUuid(id) ? await this.chats.find(chatScopeOf(principal), id) : null;
    return this.seen(principal, require(chat));
  }

  /** @throws ChatNotFoundError */
  async lock(manager: EntityManager, principal: Principal, id: string): Promise<SeenChat> {
    const chat = isUuid(id) ? await this.chats.lock(manager, chatScopeOf(principal), id) : null;
    return this.seen(principal, require(chat), manager);
  }

  async findPage(
    principal: Principal,
    filter: ChatFilter,
    request: PageRequest,
  ): Promise<Page<SeenChat>> {
    const page = await this.chats.findPage(chatScopeOf(principal), filter, request);
    const assistants = page.rows.map((chat) => chat.assistant);
    const rightsOn = await this.assistants.findRights(principal, assistants);
    const rows = page.rows.map((chat) => {
      const reader = { principal, seesAssistant: rightsOn(chat.assistant).read };
      return Object.assign(chat, { reader });
    });
    return { ...page, rows };
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

  private async seen(principal: Principal, chat: Chat, manager?: EntityManager): Promise<SeenChat> {
    const { assistant } = chat;
    const rightsOn = await this.assistants.findRights(principal, [assistant], manager);
    return Object.assign(chat, { reader: { principal, seesAssistant: rightsOn(assistant).read } });
  }
}

function require(chat: Chat | null): Chat {
  if (chat === null) throw new ChatNotFoundError();
  return chat;
}
