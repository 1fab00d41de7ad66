import type { Schemas } from '../schema/operation-types.js';
import type { ServerSentEvent } from './server-sent-events.js';

interface Told<Type extends string, Data> {
  type: Type;
  /** Names the place in the stream. */
  id: string;
  data: Data;
}

/** What a stream tells of a chat; a failure is thrown as `AnswerFailedError`. */
export type ChatEvent =
  | Told<'chat.created', Schemas['Exchange']>
  /** A message begins. An answer that it names begins anew, whatever there was of it. */
  | Told<'message.created', Schemas['Message']>
  | Told<'message.delta', Schemas['MessageDelta']>
  /** The last one: the whole answer. */
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
