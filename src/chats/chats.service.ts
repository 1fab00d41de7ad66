import { Injectable } from '@nestjs/common';
import { parseAssistantRef } from '../assistants/assistant-ref.js';
import type { AssistantRef } from '../assistants/assistant-ref.js';
import { AssistantNotFoundError } from '../assistants/assistants.errors.js';
import type { Caller } from '../admission/principal.js';
import { Clock } from '../platform/clock/clock.js';
import type { Precondition } from '../api/conditional/precondition.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { CallerTransaction } from '../admission/reauthorization/caller-transaction.js';
import { RunningAnswers } from './answers/running-answers.js';
import { ChatAccess } from './chat-access.js';
import type { SeenChat } from './chat-access.js';
import type { ChatMessage } from './messages/chat-message.entity.js';
import { chatState } from './chat.state.js';
import { ChatsRepository } from './chats.repository.js';
import type { ListChatsQuery } from './dto/list-chats.query.js';
import type { UpdateChatDto } from './dto/update-chat.dto.js';
import { MessagesRepository } from './messages/messages.repository.js';

@Injectable()
export class ChatsService {
  constructor(
    private readonly chats: ChatsRepository,
    private readonly messages: MessagesRepository,
    private readonly access: ChatAccess,
    private readonly running: RunningAnswers,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** @throws AssistantNotFoundError if `assistantId` is malformed */
  list(
    { principal }: Caller,
    { assistantId, ...filter }: ListChatsQuery,
    request: PageRequest,
  ): Promise<Page<SeenChat>> {
    const assistant = assistantId === undefined ? null : parse(assistantId);
    return this.access.findPage(principal, { ...filter, assistant }, request);
  }

  /** @throws ChatNotFoundError */
  get({ principal }: Caller, id: string): Promise<SeenChat> {
    return this.access.find(principal, id);
  }

  /** @throws ChatNotFoundError */
  async listMessages(
    { principal }: Caller,
    id: string,
    request: PageRequest,
  ): Promise<{ chat: SeenChat; page: Page<ChatMessage> }> {
    const chat = await this.access.find(principal, id);
    return { chat, page: await this.messages.findPage(chat.id, chat.messageCount, request) };
  }

  /** @throws ChatNotFoundError, PreconditionFailedError */
  async update(
    caller: Caller,
    id: string,
    { name }: UpdateChatDto,
    precondition: Precondition,
  ): Promise<SeenChat> {
    return this.transaction.run(caller, async (manager) => {
      const chat = await this.access.lock(manager, caller.principal, id);
      await precondition.require(chatState, () => chat);
      if (name === undefined) return chat;
      const changes = { name, updatedAt: this.clock.now() };
      await this.chats.update(manager, chat.id, changes);
      return Object.assign(chat, changes);
    });
  }

  /** Stops an answer that is in progress. @throws ChatNotFoundError, PreconditionFailedError */
  async delete(caller: Caller, id: string, precondition: Precondition): Promise<void> {
    const chatId = await this.transaction.run(caller, async (manager) => {
      const chat = await this.access.lock(manager, caller.principal, id);
      await precondition.require(chatState, () => chat);
      await this.chats.delete(manager, chat.id);
      return chat.id;
    });
    this.running.stopChat(chatId);
  }
}

function parse(assistantId: string): AssistantRef {
  const ref = parseAssistantRef(assistantId);
  if (ref === null) throw new AssistantNotFoundError();
  return ref;
}
