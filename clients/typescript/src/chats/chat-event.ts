import type { Schemas } from '../schema/operation-types.js';
import type { ServerSentEvent } from './server-sent-events.js';

interface Told<Type extends string, Data> {
  type: Type;
  /** The position in the stream. */
  id: string;
  data: Data;
}

/** An event of a chat stream. The client throws a failure as `AnswerFailedError`. */
export type ChatEvent =
  | Told<'chat.created', Schemas['Exchange']>
  /** A message starts. Discard the text that you already have of this message. */
  | Told<'message.created', Schemas['Message']>
  | Told<'message.delta', Schemas['MessageDelta']>
  /** The last event. It contains the whole answer. */
  | Told<'message.completed', Schemas['Message']>;

const TYPES = new Set<string>([
  'chat.created',
  'message.created',
  'message.delta',
  'message.completed',
] satisfies ChatEvent['type'][]);

/** @returns null for an event that this version does not know */
export function chatEventOf({ event: type, id, data }: ServerSentEvent): ChatEvent | null {
  return TYPES.has(type) ? ({ type, id, data: JSON.parse(data) as unknown } as ChatEvent) : null;
}
