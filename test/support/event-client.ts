import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Api } from './api.js';

export interface ReceivedEvent {
  event: string;
  id: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

interface Options {
  body?: unknown;
  lastEventId?: string;
}

/** A client for server-sent events that uses `fetch`. */
export class EventClient {
  readonly received: ReceivedEvent[] = [];
  private readonly events: AsyncIterator<EventSourceMessage>;

  private constructor(
    readonly response: Response,
    private readonly controller: AbortController,
  ) {
    if (response.body === null) throw new Error('There is no body.');
    const text = response.body.pipeThrough(new TextDecoderStream());
    this.events = text.pipeThrough(new EventSourceParserStream()).values();
  }

  static async open(
    api: Api,
    method: string,
    path: string,
    { body, lastEventId }: Options = {},
  ): Promise<EventClient> {
    const controller = new AbortController();
    const response = await api.raw(method, path, {
      signal: controller.signal,
      headers: {
        Accept: 'text/event-stream',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return new EventClient(response, controller);
  }

  /** @returns null when the stream has ended */
  async next(): Promise<ReceivedEvent | null> {
    const { done, value } = await this.events.next();
    if (done === true) return null;
    const { event = 'message', id = '', data } = value;
    const received = { event, id, data: JSON.parse(data) };
    this.received.push(received);
    return received;
  }

  /** Reads until an event of this kind. */
  async until(name: string): Promise<ReceivedEvent> {
    for (let event = await this.next(); event !== null; event = await this.next()) {
      if (event.event === name) return event;
    }
    throw new Error(`No ${name} in ${JSON.stringify(this.received)}`);
  }

  /** Reads until the end of the stream. */
  async rest(): Promise<ReceivedEvent[]> {
    const from = this.received.length;
    while ((await this.next()) !== null);
    return this.received.slice(from);
  }

  /** The text so far. */
  get text(): string {
    return textOf(this.received);
  }

  get lastId(): string {
    return this.received.at(-1)?.id ?? '';
  }

  /** Closes the connection, like a network failure. */
  hangUp(): void {
    this.controller.abort();
  }
}

export function textOf(events: ReceivedEvent[]): string {
  return events
    .filter(({ event }) => event === 'message.delta')
    .map(({ data }) => data.delta as string)
    .join('');
}
