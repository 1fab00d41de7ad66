import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import type { EventStream, ServerSentEvent } from '../../api/events/event-stream.js';
import { RunningAnswers } from '../answers/running-answers.js';
import { ChatAccess } from '../chat-access.js';
import type { ChatView } from '../chat.assembler.js';
import type { ChatMessage } from '../messages/chat-message.entity.js';
import { MessageNotFoundError } from '../chats.errors.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { beginningOf, messageBegun } from './message-events.js';
import type { EventPosition } from './event-position.js';
import { GuardedEvents } from './guarded-events.js';
import { followRunning } from './follow-running.js';
import { StoredMessages } from './stored-messages.js';

/** Of a text in memory that has more than Latin letters. */
const BYTES_PER_UNIT = 2;

export interface Resumed {
  chat: ChatView;
  message: ChatMessage;
  stream: EventStream;
}

/** Resumes the events of a message where a client left off. */
@Injectable()
export class Resumption {
  constructor(
    private readonly access: ChatAccess,
    private readonly messages: MessagesRepository,
    private readonly running: RunningAnswers,
    private readonly stored: StoredMessages,
    private readonly events: GuardedEvents,
  ) {}

  /**
   * @param within the ids in the path of the request, which the message must match
   * @throws ChatNotFoundError, MessageNotFoundError, TooManyAnswersError
   */
  async resume(
    caller: Caller,
    place: EventPosition,
    within: { chatId?: string; messageId?: string },
  ): Promise<Resumed> {
    const { messageId } = place;
    if (within.messageId !== undefined && within.messageId.toLowerCase() !== messageId) {
      throw new MessageNotFoundError();
    }
    const chatId = within.chatId ?? (await this.messages.findAnywhere(messageId))?.chatId;
    if (chatId === undefined) throw new MessageNotFoundError();
    return this.from(caller, chatId, messageId, place);
  }

  /** Streams a message, or the last one of the chat, from the beginning. @throws as `resume` */
  async begin(caller: Caller, chatId: string, messageId?: string): Promise<Resumed> {
    if (messageId !== undefined) return this.from(caller, chatId, messageId, null);
    const { id, messageCount } = await this.access.find(caller.principal, chatId);
    const last = await this.messages.findAt(id, messageCount);
    if (last === null) throw new MessageNotFoundError();
    return this.from(caller, id, last.id, null);
  }

  /** Streams `first`, then the rest of the message. @throws TooManyAnswersError */
  stream(
    caller: Caller,
    chat: ChatView,
    message: ChatMessage,
    from: EventPosition,
    first: ServerSentEvent[],
  ): EventStream {
    const isUnderWay = message.status === 'streaming';
    const answer = isUnderWay ? this.running.find(message.id) : undefined;
    const isHere = answer !== undefined && answer.attempt.attempt === message.attempt;
    if (isUnderWay && !isHere) this.stored.places.require(caller.principal);
    const { stored } = this;
    const events = async function* (gone: AbortSignal) {
      yield* first;
      yield* isHere
        ? followRunning(answer, chat, from, gone)
        : stored.follow(message, chat, from, gone);
    };
    const heldBytes = isHere ? 0 : BYTES_PER_UNIT * message.content.length;
    return this.events.stream(caller, from, events, heldBytes);
  }

  private async from(
    caller: Caller,
    chatId: string,
    messageId: string,
    place: EventPosition | null,
  ): Promise<Resumed> {
    const { chat, message } = await this.access.findMessage(caller.principal, chatId, messageId);
    const start = place?.attempt === message.attempt ? place : null;
    const from = start ?? beginningOf(message);
    const first = start === null ? [messageBegun(message, chat)] : [];
    return { chat, message, stream: this.stream(caller, chat, message, from, first) };
  }
}
