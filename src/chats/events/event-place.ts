import { InvalidLastEventIdError } from '../chats.errors.js';

/** How far a client has read a message. */
export interface EventPlace {
  messageId: string;
  /** From 1; 0: it has not even seen the message begin. */
  attempt: number;
  /** In UTF-16 code units. */
  offset: number;
}

const PLACE =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(\d{1,9}):(\d{1,9})(?::end)?$/;

export function formatPlace({ messageId, attempt, offset }: EventPlace): string {
  return `${messageId}:${attempt}:${offset}`;
}

/** The same place, but behind what ends the stream: no two events have one id. */
export function formatEnd(place: EventPlace): string {
  return `${formatPlace(place)}:end`;
}

/** @throws InvalidLastEventIdError */
export function parsePlace(text: string): EventPlace {
  const [, messageId, attempt, offset] = PLACE.exec(text) ?? [];
  if (messageId === undefined) throw new InvalidLastEventIdError();
  return { messageId, attempt: Number(attempt), offset: Number(offset) };
}
