/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  event: string;
  /** Clients send it as `Last-Event-ID` when they reconnect. */
  id: string;
  /** Sent as JSON. */
  data: object;
}

/** @param signal aborts when the client disconnects */
export type Events = (signal: AbortSignal) => AsyncIterable<ServerSentEvent>;

/** A route returns it instead of a document if the client prefers events. */
export class EventStream {
  constructor(readonly events: Events) {}
}
