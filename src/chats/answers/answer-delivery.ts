import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { paths } from '../../api/hal/links.js';
import type { EventStream, ServerSentEvent } from '../../api/events/event-stream.js';
import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import { AnswerReplay } from './answer-replay.js';
import { endOf, requireComplete } from './ended-answer.js';
import { askIdempotently } from '../messages/ask-idempotently.js';
import { ChatAccess } from '../chat-access.js';
import { assembleExchange, assembleMessage } from '../chat.assembler.js';
import type { MessageView } from '../chat.assembler.js';
import { ConversationService } from '../messages/conversation.service.js';
import type { Delivered, Requester } from './delivered.js';
import type { Exchange } from '../messages/conversation.service.js';
import type { CreateChatMessageDto } from '../dto/create-chat-message.dto.js';
import type { ExchangeResource } from '../dto/chat.resource.js';
import type { CreateChatDto } from '../dto/create-chat.dto.js';
import type { MessageResource } from '../dto/message.resource.js';
import { GuardedEvents } from '../events/guarded-events.js';
import { followRunning } from '../events/follow-running.js';
import {
  beginningOf,
  chatCreated,
  messageEnded,
  messagesCreated,
} from '../events/message-events.js';
import type { EventPosition } from '../events/event-position.js';
import { Resumption } from '../events/resumption.js';
import { MessagesRepository } from '../messages/messages.repository.js';

/**
 * Returns an answer to the client: as a document when it has ended, or as events while it comes.
 */
@Injectable()
export class AnswerDelivery {
  constructor(
    private readonly conversation: ConversationService,
    private readonly access: ChatAccess,
    private readonly resumption: Resumption,
    private readonly events: GuardedEvents,
    private readonly messages: MessagesRepository,
    private readonly replay: AnswerReplay,
  ) {}

  /**
   * @throws InvalidLastEventIdError, AnswerFailedError, as {@link ConversationService.start}, and as
   *   {@link IdempotentCall.run}
   */
  async start(
    requester: Requester,
    call: IdempotentCall,
    dto: CreateChatDto,
  ): Promise<Delivered<ExchangeResource>> {
    const { caller, client, gone } = requester;
    if (client.lastPlace !== null) {
      const { chat, stream } = await this.resumption.resume(caller, client.lastPlace, {});
      return { location: paths.chat(chat.id), body: stream };
    }
    const { id, exchange } = await askIdempotently(
      call,
      (chatId) => this.messages.findAt(chatId, 1),
      (chatId) => this.conversation.start(caller, chatId, dto),
    );
    if (exchange === null) return this.replay.chat(requester, id);
    const { chat, messages } = exchange;
    const first = (place: EventPosition) => [chatCreated(chat, messages, place)];
    return {
      location: paths.chat(id),
      body: client.wantsEvents
        ? this.streamed(caller, exchange, first)
        : await this.exchanged(caller, exchange, gone),
    };
  }

  /**
   * @throws InvalidLastEventIdError, AnswerFailedError, as {@link ConversationService.add}, and as
   *   {@link IdempotentCall.run}
   */
  async add(
    requester: Requester,
    call: IdempotentCall,
    chatId: string,
    dto: CreateChatMessageDto,
  ): Promise<Delivered<ExchangeResource>> {
    const { caller, client, gone } = requester;
    if (client.lastPlace !== null) {
      const { chat, message, stream } = await this.resumption.resume(caller, client.lastPlace, {
        chatId,
      });
      return { location: paths.chatMessage(chat.id, message.id), body: stream };
    }
    const { id, exchange } = await askIdempotently(
      call,
      (messageId) => this.messages.findAnywhere(messageId),
      (messageId) => this.conversation.add(caller, chatId, messageId, dto),
    );
    if (exchange === null) return this.replay.message(requester, chatId, id);
    return {
      location: paths.chatMessage(exchange.chat.id, id),
      body: client.wantsEvents
        ? this.streamed(caller, exchange, (place) => created(exchange, place))
        : await this.exchanged(caller, exchange, gone),
    };
  }

  /** @throws InvalidLastEventIdError, AnswerFailedError, as {@link ConversationService.retry} */
  async retry(
    { caller, client, gone }: Requester,
    chatId: string,
    messageId: string,
  ): Promise<MessageResource | EventStream> {
    if (client.lastPlace !== null) {
      const place = client.lastPlace;
      return (await this.resumption.resume(caller, place, { chatId, messageId })).stream;
    }
    const exchange = await this.conversation.retry(caller, chatId, messageId);
    if (client.wantsEvents)
      return this.streamed(caller, exchange, (place) => created(exchange, place));
    const answer = await finished(exchange, gone);
    return assembleMessage(answer, exchange.chat);
  }

  private streamed(
    caller: Caller,
    { chat, messages, answer }: Exchange,
    first: (place: EventPosition) => ServerSentEvent[],
  ): EventStream {
    const last = messages.at(-1) ?? messages[0];
    const place = beginningOf(last);
    return this.events.stream(caller, place, async function* (gone) {
      if (answer !== null) {
        yield* followRunning(answer, chat, place, gone, first(place));
        return;
      }
      yield* first(place);
      yield messageEnded(last, chat);
    });
  }

  private async exchanged(
    caller: Caller,
    exchange: Exchange,
    gone: AbortSignal,
  ): Promise<ExchangeResource> {
    const { messages, answer } = exchange;
    if (answer === null) return assembleExchange(exchange.chat, messages);
    const ended = await finished(exchange, gone);
    const chat = await this.access.find(caller.principal, exchange.chat.id);
    return assembleExchange(chat, [...messages.slice(0, -1), ended]);
  }
}

/** @throws AnswerFailedError, MessageNotFoundError if it was deleted in the meantime */
async function finished({ answer }: Exchange, gone: AbortSignal): Promise<MessageView> {
  if (answer === null) throw new Error('This message has no answer.');
  return requireComplete(await endOf(answer, gone));
}

function created({ chat, messages }: Exchange, place: EventPosition): ServerSentEvent[] {
  return messagesCreated(messages, chat, place);
}
