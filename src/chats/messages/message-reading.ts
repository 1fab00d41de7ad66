import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { assembleCollection } from '../../api/hal/collection.js';
import type { Collection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import type { PageQuery } from '../../api/hal/page.query.js';
import type { EventStream } from '../../api/events/event-stream.js';
import { ChatAccess } from '../chat-access.js';
import { assembleMessage } from '../chat.assembler.js';
import { ChatsService } from '../chats.service.js';
import type { MessageResource } from '../dto/message.resource.js';
import type { AnswerClient } from '../events/answer-client.decorator.js';
import { Resumption } from '../events/resumption.js';

/** Reads messages as documents or as events. */
@Injectable()
export class MessageReading {
  constructor(
    private readonly chats: ChatsService,
    private readonly access: ChatAccess,
    private readonly resumption: Resumption,
  ) {}

  /** @throws ChatNotFoundError, MessageNotFoundError */
  async one(
    caller: Caller,
    client: AnswerClient,
    chatId: string,
    messageId: string,
  ): Promise<MessageResource | EventStream> {
    if (client.wantsEvents) return this.events(caller, client, chatId, messageId);
    const { chat, message } = await this.access.findMessage(caller.principal, chatId, messageId);
    return assembleMessage(message, chat);
  }

  /** As events, streams the last message of the chat. @throws ChatNotFoundError */
  async all(
    caller: Caller,
    client: AnswerClient,
    chatId: string,
    query: PageQuery,
  ): Promise<Collection<MessageResource> | EventStream> {
    if (client.wantsEvents) return this.events(caller, client, chatId);
    const { chat, page } = await this.chats.listMessages(caller, chatId, toPageRequest(query));
    return assembleCollection({
      relation: 'inf:message',
      path: paths.chatMessages(chatId),
      query: { ...query },
      page,
      assemble: (message) => assembleMessage(message, chat),
    });
  }

  private async events(
    caller: Caller,
    { lastPlace }: AnswerClient,
    chatId: string,
    messageId?: string,
  ): Promise<EventStream> {
    const { stream } =
      lastPlace === null
        ? await this.resumption.begin(caller, chatId, messageId)
        : await this.resumption.resume(caller, lastPlace, {
            chatId,
            ...(messageId !== undefined && { messageId }),
          });
    return stream;
  }
}
