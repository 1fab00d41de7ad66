import { EVENT_STREAM_MEDIA_TYPE } from '../../platform/http/media-type.js';
import { headersOnly } from './headers-only.js';
import type { HeadersOnly } from './headers-only.js';

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  event: string;
  /** What a client that reconnects sends as `Last-Event-ID`. */
  id: string;
  /** Sent as JSON. */
  data: object;
}

/** @param signal aborts when the client is gone */
export type Events = (signal: AbortSignal) => AsyncIterable<ServerSentEvent>;

const EVENTS = Symbol('events');

/** What a route answers with instead of a document. */
export interface EventStream extends HeadersOnly {
  readonly [EVENTS]: Events;
}

const HEADERS = [
  'Content-Type',
  `${EVENT_STREAM_MEDIA_TYPE}; charset=utf-8`,
  'Cache-Control',
  'no-store',
  'Vary',
  'Accept',
  // nginx would hold the events back otherwise.
  'X-Accel-Buffering',
  'no',
];

export function eventStream(events: Events): EventStream {
  return Object.assign(headersOnly(HEADERS), { [EVENTS]: events });
}

export function isEventStream(answer: unknown): answer is EventStream {
  return typeof answer === 'object' && answer !== null && EVENTS in answer;
}

export function eventsOf(stream: EventStream): Events {
  return stream[EVENTS];
}
