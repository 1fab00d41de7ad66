import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/principal.js';
import { paths } from '../hal/links.js';
import type { EventStream, ServerSentEvent } from '../http/event-stream.js';
import { AnswerFailedError } from './answers/answer-failed.error.js';
import type { RunningAnswer } from './answers/running-answer.js';
import { ChatAccess } from './chat-access.js';
import { assembleExchange, assembleMessage } from './chat.assembler.js';
import type { MessageView } from './chat.assembler.js';
import { MessageNotFoundError } from './chats.errors.js';
import { ConversationService } from './conversation.service.js';
import type { Exchange } from './conversation.service.js';
import type { AddMessageDto } from './dto/add-message.dto.js';
import type { ExchangeResource } from './dto/chat.resource.js';
import type { CreateChatDto } from './dto/create-chat.dto.js';
import type { MessageResource } from './dto/message.resource.js';
import type { AnswerClient } from './events/answer-client.decorator.js';
import { GuardedEvents } from './events/guarded-events.js';
import { followRunning } from './events/follow-running.js';
import { beginningOf, chatCreated, messageCreated, messageEnded } from './events/message-events.js';
import type { EventPlace } from './events/event-place.js';
import { Resumption } from './events/resumption.js';

/** A document when the answer has ended, or events while it comes. */
export interface Delivered<T> {
  /** Path of what is new. */
  location: string;
  body: T | EventStream;
}

export interface Requester {
  caller: Caller;
  client: AnswerClient;
  /** Aborts when the client is gone. */
  gone: AbortSignal;
}

/** Brings the answer to whoever asked, in the way that the client wants it. */
@Injectable()
export class AnswerDelivery {
  constructor(
    private readonly conversation: ConversationService,
    private readonly access: ChatAccess,
    private readonly resumption: Resumption,
    private readonly events: GuardedEvents,
  ) {}

  /**
   * @param id of the new chat
   * @throws InvalidLastEventIdError, AnswerFailedError, as {@link ConversationService.start}
   */
  async start(
    { caller, client, gone }: Requester,
    id: string,
    dto: CreateChatDto,
  ): Promise<Delivered<ExchangeResource>> {
    if (client.lastPlace !== null) {
      const { chat, stream } = await this.resumption.resume(caller, client.lastPlace, {});
      return { location: paths.chat(chat.id), body: stream };
    }
    const exchange = await this.conversation.start(caller, id, dto);
    const { chat, messages } = exchange;
    const first = (place: EventPlace) => [chatCreated(chat, messages, place)];
    return {
      location: paths.chat(id),
      body: client.wantsEvents
        ? this.streamed(caller, exchange, first)
        : await this.exchanged(caller, exchange, gone),
    };
  }

  /**
   * @param id of the new message
   * @throws InvalidLastEventIdError, AnswerFailedError, as {@link ConversationService.add}
   */
  async add(
    { caller, client, gone }: Requester,
    chatId: string,
    id: string,
    dto: AddMessageDto,
  ): Promise<Delivered<ExchangeResource>> {
    if (client.lastPlace !== null) {
      const { chat, message, stream } = await this.resumption.resume(caller, client.lastPlace, {
        chatId,
      });
      return { location: paths.chatMessage(chat.id, message.id), body: stream };
    }
    const exchange = await this.conversation.add(caller, chatId, id, dto);
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
    first: (place: EventPlace) => ServerSentEvent[],
  ): EventStream {
    const last = messages.at(-1) ?? messages[0];
    const place = beginningOf(last);
    return this.events.stream(caller, place, async function* (gone) {
      yield* first(place);
      if (answer === null) yield messageEnded(last, chat);
      else yield* followRunning(answer, chat, place, gone);
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

/** @throws AnswerFailedError, MessageNotFoundError when it was deleted meanwhile */
async function finished({ answer }: Exchange, gone: AbortSignal): Promise<MessageView> {
  const { message, retryAfter } = await endOf(answer, gone);
  if (message === null) throw new MessageNotFoundError();
  if (message.status !== 'complete') throw new AnswerFailedError(message, retryAfter);
  return message;
}

/** A client that waits for the whole answer is no more once its connection is gone. */
function endOf(answer: RunningAnswer | null, gone: AbortSignal): RunningAnswer['ended'] {
  if (answer === null) throw new Error('Nobody answers this.');
  const leave = answer.awaited(0);
  if (gone.aborted) leave();
  else gone.addEventListener('abort', leave, { once: true });
  return answer.ended;
}

function created({ chat, messages }: Exchange, place: EventPlace): ServerSentEvent[] {
  return messages.map((message) => messageCreated(message, chat, place));
}
