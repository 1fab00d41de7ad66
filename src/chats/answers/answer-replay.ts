import { Injectable } from '@nestjs/common';
import type { Caller, Principal } from '../../admission/principal.js';
import { paths } from '../../api/hal/links.js';
import { endOf, requireComplete } from './ended-answer.js';
import { RunningAnswers } from './running-answers.js';
import { ChatAccess } from '../chat-access.js';
import type { SeenChat } from '../chat-access.js';
import { assembleExchange, isRetryable } from '../chat.assembler.js';
import type { MessageView } from '../chat.assembler.js';
import type { ChatMessage } from '../messages/chat-message.entity.js';
import {
  AnswerUnavailableError,
  MessageNotFoundError,
  MessageNotRetryableError,
} from '../chats.errors.js';
import { ConversationService } from '../messages/conversation.service.js';
import type { Delivered, Requester } from './delivered.js';
import type { ExchangeResource } from '../dto/chat.resource.js';
import type { EventPosition } from '../events/event-position.js';
import {
  beginningOf,
  chatCreated,
  emptied,
  endingOf,
  messagesCreated,
} from '../events/message-events.js';
import type { ServerSentEvent } from '../../api/events/event-stream.js';
import { Resumption } from '../events/resumption.js';
import { StoredMessages } from '../events/stored-messages.js';
import { MessagesRepository } from '../messages/messages.repository.js';

interface EarlierExchange {
  chat: SeenChat;
  question: ChatMessage;
  /** `null` for a tool's message, which gets no answer. */
  answer: ChatMessage | null;
}

type FirstEvents = (messages: MessageView[], place: EventPosition) => ServerSentEvent[];

/** The answer failed because the client or the instance went away, not because of the model. */
const LEFT: (string | null)[] = ['client_closed', 'interrupted'];

/** Answers a repeated request (same `Idempotency-Key`) with the answer to the original one. */
@Injectable()
export class AnswerReplay {
  constructor(
    private readonly access: ChatAccess,
    private readonly messages: MessagesRepository,
    private readonly running: RunningAnswers,
    private readonly stored: StoredMessages,
    private readonly conversation: ConversationService,
    private readonly resumption: Resumption,
  ) {}

  /** @throws ChatNotFoundError, MessageNotFoundError, AnswerFailedError, TooManyAnswersError */
  async chat(requester: Requester, id: string): Promise<Delivered<ExchangeResource>> {
    const chat = await this.access.find(requester.caller.principal, id);
    const question = await this.messages.findAt(chat.id, 1);
    if (question === null) throw new MessageNotFoundError();
    const exchange = await this.exchange(requester.caller, chat, question);
    const first: FirstEvents = (messages, place) => [chatCreated(chat, messages, place)];
    return { location: paths.chat(id), body: await this.deliver(requester, exchange, first) };
  }

  /** @throws ChatNotFoundError, MessageNotFoundError, AnswerFailedError, TooManyAnswersError */
  async message(
    requester: Requester,
    chatId: string,
    id: string,
  ): Promise<Delivered<ExchangeResource>> {
    const { principal } = requester.caller;
    const { chat, message } = await this.access.findMessage(principal, chatId, id);
    const exchange = await this.exchange(requester.caller, chat, message);
    const first: FirstEvents = (messages, place) => messagesCreated(messages, chat, place);
    return {
      location: paths.chatMessage(chat.id, id),
      body: await this.deliver(requester, exchange, first),
    };
  }

  private async exchange(
    caller: Caller,
    chat: SeenChat,
    question: ChatMessage,
  ): Promise<EarlierExchange> {
    const answer =
      question.role === 'user' ? await this.messages.findAt(chat.id, question.position + 1) : null;
    return {
      chat,
      question,
      answer: answer && (await this.askedAgain(caller, chat, answer)),
    };
  }

  /** Asks the model again if the answer was interrupted: no client has received it. */
  private async askedAgain(
    caller: Caller,
    chat: SeenChat,
    answer: ChatMessage,
  ): Promise<ChatMessage> {
    if (!LEFT.includes(answer.errorCode) || !isRetryable(answer, chat)) return answer;
    try {
      await this.conversation.retry(caller, chat.id, answer.id);
    } catch (error) {
      if (!(error instanceof MessageNotRetryableError)) throw error;
    }
    return this.access.messageIn(chat, answer.id);
  }

  private async deliver(
    { caller, client, gone }: Requester,
    { chat, question, answer }: EarlierExchange,
    first: FirstEvents,
  ): Promise<Delivered<ExchangeResource>['body']> {
    if (client.wantsEvents) {
      const last = answer ?? question;
      const messages = answer === null ? [question] : [question, emptied(answer)];
      const place = answer === null ? endingOf(question) : beginningOf(answer);
      return this.resumption.stream(caller, chat, last, place, first(messages, place));
    }
    if (answer === null) return assembleExchange(chat, [question]);
    const ended = await this.ended(caller.principal, answer, gone);
    return assembleExchange(await this.access.find(caller.principal, chat.id), [question, ended]);
  }

  private async ended(
    reader: Principal,
    answer: ChatMessage,
    gone: AbortSignal,
  ): Promise<ChatMessage> {
    const running = this.running.find(answer.id);
    if (answer.status === 'streaming' && running !== undefined) {
      return requireComplete(await endOf(running, gone));
    }
    const message = await this.stored.ended(reader, answer, gone);
    if (message?.status === 'streaming') throw new AnswerUnavailableError();
    return requireComplete({ message, retryAfter: null });
  }
}
