import type { Caller } from '../admission/principal.js';
import type { EventStream } from '../api/http/event-stream.js';
import type { AnswerClient } from './events/answer-client.decorator.js';

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
