import type { Caller } from '../../admission/principal.js';
import type { EventStream } from '../../api/events/event-stream.js';
import type { AnswerClient } from '../events/answer-client.decorator.js';

/** A document once the answer has ended, or events while it comes. */
export interface Delivered<T> {
  /** The path of the new resource. */
  location: string;
  body: T | EventStream;
}

export interface Requester {
  caller: Caller;
  client: AnswerClient;
  /** Aborts when the client disconnects. */
  gone: AbortSignal;
}
