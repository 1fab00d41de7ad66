/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerSentEvent {
  event: string;
  /** Clients send it as `Last-Event-ID` when they reconnect. */
  id: string;
  /** Sent as JSON. */
  data: object;
  /** Whether it ends the stream, so that the client does not reconnect. */
  isLast?: boolean;
}

/** @param signal aborts when the client disconnects or must reconnect */
export type Events = (signal: AbortSignal) => AsyncIterable<ServerSentEvent>;

/** A route returns it instead of a document if the client prefers events. */
export class EventStream {
  /** @param heldBytes the size of a text that the events keep in memory while they are read */
  constructor(
    readonly events: Events,
    readonly heldBytes = 0,
  ) {}
}
