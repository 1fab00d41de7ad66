import { InvalidLastEventIdError } from '../chats.errors.js';

/** How much of a message a client has received. Encoded in the `id` of events. */
export interface EventPosition {
  messageId: string;
  /** Counts from 1; 0 if the client has not received the beginning of the message. */
  attempt: number;
  /** In UTF-16 code units. */
  offset: number;
}

const PLACE =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(\d{1,9}):(\d{1,9})(?::end)?$/;

export function formatPosition({ messageId, attempt, offset }: EventPosition): string {
  return `${messageId}:${attempt}:${offset}`;
}

/** Marks the last event, so that no two events have the same id. */
export function formatEnd(place: EventPosition): string {
  return `${formatPosition(place)}:end`;
}

/** @throws InvalidLastEventIdError */
export function parsePosition(text: string): EventPosition {
  const [, messageId, attempt, offset] = PLACE.exec(text) ?? [];
  if (messageId === undefined) throw new InvalidLastEventIdError();
  return { messageId, attempt: Number(attempt), offset: Number(offset) };
}
