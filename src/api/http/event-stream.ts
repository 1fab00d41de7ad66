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

/** What a route returns instead of a document, to a client that prefers events. */
export class EventStream {
  constructor(readonly events: Events) {}
}
