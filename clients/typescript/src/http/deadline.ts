import { TimeoutError } from '../errors/connection-errors.js';

/** A time limit for one or more waits, combined with the signal of the caller. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param milliseconds from now and from each `restart` */
  constructor(
    readonly milliseconds: number,
    outer?: AbortSignal,
  ) {
    const abort = () => {
      this.#controller.abort(outer?.reason);
    };
    if (outer?.aborted === true) abort();
    outer?.addEventListener('abort', abort, { once: true });
    this.#stop = () => {
      outer?.removeEventListener('abort', abort);
    };
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(new TimeoutError(this.milliseconds));
    }, this.milliseconds);
  }

  /** Stops the clock until the next `restart`. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** Closes the connection that uses the signal. */
  hangUp(): void {
    this.clear();
    this.#controller.abort();
  }

  /** Removes the timer and the listener. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }
}
