import type { DomainError } from '../../platform/errors/domain-error.js';
import type { ServerSentEvent } from '../../api/events/event-stream.js';
import { AnswerFailedError } from '../answers/answer-failed.error.js';
import { assembleExchange, assembleMessage } from '../chat.assembler.js';
import type { Answered, ChatView, MessageView } from '../chat.assembler.js';
import { AnswerUnavailableError, MessageNotFoundError } from '../chats.errors.js';
import { formatEnd, formatPosition } from './event-position.js';
import type { EventPosition } from './event-position.js';

export function beginningOf({ id, attempt }: MessageView): EventPosition {
  return { messageId: id, attempt, offset: 0 };
}

export function endingOf(message: MessageView): EventPosition {
  return { ...beginningOf(message), offset: message.content.length };
}

export function chatCreated(chat: ChatView, messages: MessageView[], place: EventPosition) {
  return event('chat.created', place, assembleExchange(chat, messages));
}

/** @param messages the events that follow are about the last one */
export function messagesCreated(messages: MessageView[], chat: Answered, place: EventPosition) {
  return messages.map((message) =>
    messageCreated(
      message,
      chat,
      message.id === place.messageId ? place : { ...place, attempt: 0 },
    ),
  );
}

function messageCreated(message: MessageView, chat: Answered, place: EventPosition) {
  return event('message.created', place, assembleMessage(message, chat));
}

/** Restarts a message: its text follows from the beginning. */
export function messageBegun(message: MessageView, chat: Answered) {
  return messageCreated(emptied(message), chat, beginningOf(message));
}

/** The message before any text was received. */
export function emptied(message: MessageView): MessageView {
  return {
    ...message,
    content: '',
    status: 'streaming',
    finishReason: null,
    usage: null,
    errorCode: null,
  };
}

/** @param place the place after the piece */
export function messageDelta(delta: string, place: EventPosition) {
  return event('message.delta', place, { messageId: place.messageId, delta });
}

/** The last event: `message.completed` or `error`. */
export function messageEnded(
  message: MessageView,
  chat: Answered,
  retryAfter: number | null = null,
) {
  const place = endingOf(message);
  if (message.status === 'complete') {
    return ending('message.completed', place, assembleMessage(message, chat));
  }
  const { code, message: sentence } = new AnswerFailedError(message, retryAfter);
  return ending('error', place, {
    code,
    message: sentence,
    messageId: message.id,
    ...(retryAfter !== null && { retryAfter }),
  });
}

export function messageGone(place: EventPosition) {
  return readerRefused(new MessageNotFoundError(), place);
}

export function messageUnavailable(place: EventPosition) {
  return readerRefused(new AnswerUnavailableError(), place);
}

/**
 * Attempt 0 makes a later resumption start from the beginning: the place read is not known here.
 */
export function readerRefused({ code, message }: DomainError, place: EventPosition) {
  return ending('error', { ...place, attempt: 0 }, { code, message, messageId: place.messageId });
}

function event(name: string, place: EventPosition, data: object): ServerSentEvent {
  return { event: name, id: formatPosition(place), data };
}

function ending(name: 'message.completed' | 'error', place: EventPosition, data: object) {
  return { ...event(name, place, data), id: formatEnd(place), isLast: true };
}
