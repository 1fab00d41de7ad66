import type { Call } from '../http/call.js';
import { Deadline } from '../http/deadline.js';
import { linesIn } from '../http/lines-in.js';
import { textIn } from '../http/text-in.js';
import type { RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import { wait } from '../http/wait.js';

/** For the first bytes, and between two pieces. */
const SILENCE_MS = 60_000;

/**
 * The lines of an export, in constant memory. The client sends the request when you start to read, and
 * again for each loop. When you leave the loop, it closes the connection.
 */
export class AuditExport implements AsyncIterable<string> {
  readonly #transport: Transport;
  readonly #call: Call;
  readonly #options: RequestOptions;

  constructor(transport: Transport, call: Call, options: RequestOptions = {}) {
    this.#transport = transport;
    this.#call = { ...call, headers: { ...call.headers, Accept: 'application/x-ndjson' } };
    this.#options = options;
  }

  /**
   * @throws ApiError, the reason of the signal, and ConnectionError, also for an export that broke off:
   *   then the lines so far are not all of them
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    const { timeout = SILENCE_MS, signal } = this.#options;
    const silence = new Deadline(timeout, signal);
    try {
      yield* linesIn(textIn(await this.#open(silence), silence));
    } finally {
      silence.hangUp();
    }
  }

  /** Retries until the response begins. A second response would have further lines. */
  async #open(silence: Deadline): Promise<Response> {
    const { signal, maxRetries = this.#transport.retry.maxRetries } = this.#options;
    for (let retry = 0; ; retry++) {
      try {
        silence.restart();
        return await this.#transport.open(this.#call, this.#options, silence);
      } catch (error) {
        const delay =
          retry < maxRetries ? this.#transport.delayBefore(retry, this.#call, error) : null;
        if (delay === null) throw error;
        silence.pause();
        await wait(delay, signal);
      }
    }
  }
}
