import { AnswerFailedError } from '../errors/answer-failed-error.js';
import { ConnectionError } from '../errors/connection-errors.js';
import type { Call } from '../http/call.js';
import { Deadline } from '../http/deadline.js';
import { textIn } from '../http/text-in.js';
import type { CallOptions, Transport } from '../http/transport.js';
import { wait } from '../http/wait.js';
import type { Schemas } from '../schema/operation-types.js';
import { chatEventOf } from './chat-event.js';
import type { ChatEvent } from './chat-event.js';
import { EventParser } from './server-sent-events.js';

/** The service sends a comment every 15 seconds, so a connection that is silent for longer is dead. */
const SILENCE_MS = 45_000;

/**
 * Streams the answer to a question. The client sends the request when you start to read. When the
 * connection breaks, or the instance stops, the client connects again and continues. When you leave the loop, it closes the
 * connection.
 */
export class ChatStream implements AsyncIterable<ChatEvent> {
  readonly #transport: Transport;
  readonly #call: Call;
  readonly #options: CallOptions;
  #isRead = false;

  constructor(transport: Transport, call: Call, options: CallOptions = {}) {
    this.#transport = transport;
    // All connections use one key, so the question is asked once.
    const key = options.idempotencyKey ?? crypto.randomUUID();
    this.#options = call.repetition === 'keyed' ? { ...options, idempotencyKey: key } : options;
    this.#call = { ...call, headers: { ...call.headers, Accept: 'text/event-stream' } };
  }

  /**
   * @throws AnswerFailedError, ApiError, ConnectionError, the reason of the signal
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<ChatEvent, void, undefined> {
    if (this.#isRead) throw new TypeError('The stream was already read.');
    this.#isRead = true;
    const { signal, maxRetries = this.#transport.retry.maxRetries } = this.#options;
    const place: Place = { lastId: '', minimumDelay: 0, hasAdvanced: false };
    for (let failures = 0; ; failures++) {
      try {
        const isOver = yield* this.#connection(place);
        if (isOver) return;
        failures = -1;
        await wait(place.minimumDelay, signal);
      } catch (error) {
        if (place.hasAdvanced) failures = 0;
        place.hasAdvanced = false;
        const delay =
          failures < maxRetries ? this.#transport.delayBefore(failures, this.#call, error) : null;
        if (delay === null) throw error;
        await wait(Math.max(delay, place.minimumDelay), signal);
      }
    }
  }

  /** Reads to the end. @returns the whole answer. @throws the same errors as reading */
  async finalMessage(): Promise<Schemas['Message']> {
    for await (const event of this) {
      if (event.type === 'message.completed') return event.data;
    }
    throw new ConnectionError('The stream ended without its answer.');
  }

  /**
   * The events of one connection.
   *
   * @returns false if the service asks the client to reconnect
   * @throws ConnectionError when the connection breaks
   */
  async *#connection(place: Place): AsyncGenerator<ChatEvent, boolean, undefined> {
    const { timeout = SILENCE_MS, signal } = this.#options;
    const silence = new Deadline(timeout, signal);
    try {
      const { lastId } = place;
      const headers = { ...this.#call.headers, ...(lastId !== '' && { 'Last-Event-ID': lastId }) };
      const call = { ...this.#call, headers };
      const response = await this.#transport.open(call, this.#options, silence);
      const parser = new EventParser();
      for await (const piece of textIn(response, silence)) {
        for (const received of parser.push(piece)) {
          if (received.event === 'error') throw failureOf(received.data);
          if (received.event === 'reconnect') return false;
          place.lastId = received.id;
          place.hasAdvanced = true;
          const event = chatEventOf(received);
          if (event !== null) yield event;
          if (event?.type === 'message.completed') return true;
        }
        place.minimumDelay = parser.retry ?? 0;
      }
      throw new ConnectionError('The stream broke off.');
    } finally {
      silence.hangUp();
    }
  }
}

interface Place {
  lastId: string;
  /** Milliseconds. */
  minimumDelay: number;
  /** Whether an event has arrived on this connection. */
  hasAdvanced: boolean;
}

function failureOf(data: string): AnswerFailedError {
  return new AnswerFailedError(JSON.parse(data) as Schemas['MessageFailure']);
}
