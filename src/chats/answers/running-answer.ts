import type { ChatMessage } from '../messages/chat-message.entity.js';
import type { FailureCode } from '../models/model-failure.js';
import type { AnswerAttempt } from './answers.repository.js';
import { CleanText } from './clean-text.js';

export type StopReason = Extract<FailureCode, 'client_closed' | 'interrupted'> | 'gone';

/** The answer as stored; `null` if it was deleted. */
export interface AnswerOutcome {
  message: ChatMessage | null;
  /** Seconds, if the model sent `Retry-After`. */
  retryAfter: number | null;
}

/** An answer that this instance receives from the model. It stops when no client waits any more. */
export class RunningAnswer {
  text = '';
  outcome: AnswerOutcome | null = null;
  stopReason: StopReason | null = null;
  /** Rejects if the end could not be stored. */
  readonly ended: Promise<AnswerOutcome>;
  private readonly ending = Promise.withResolvers<AnswerOutcome>();
  private readonly controller = new AbortController();
  private readonly clean = new CleanText();
  private readonly observers = new Set<() => void>();
  private waiting = 0;
  private farewell: NodeJS.Timeout | undefined;

  constructor(readonly attempt: AnswerAttempt) {
    this.ended = this.ending.promise;
    this.ended.catch(() => undefined);
  }

  /** Aborts the request to the model. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  append(piece: string): void {
    this.text += this.clean.next(piece);
    this.tell();
  }

  end(outcome: AnswerOutcome): void {
    this.outcome = outcome;
    clearTimeout(this.farewell);
    this.ending.resolve(outcome);
    this.tell();
  }

  fail(error: unknown): void {
    this.outcome = { message: null, retryAfter: null };
    clearTimeout(this.farewell);
    this.ending.reject(error);
    this.tell();
  }

  stop(reason: StopReason): void {
    this.stopReason ??= reason;
    this.controller.abort();
  }

  /**
   * Registers a waiting client. Call the returned function when the client leaves: if it was the
   * last one, the answer stops after `graceMs`.
   */
  awaited(graceMs: number): () => void {
    this.waiting++;
    clearTimeout(this.farewell);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.waiting--;
      if (this.waiting === 0 && this.outcome === null) this.takeLeave(graceMs);
    };
  }

  /** Calls `observer` for each piece and at the end. @returns a function that unsubscribes it */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  private takeLeave(graceMs: number): void {
    if (graceMs === 0) {
      this.stop('client_closed');
      return;
    }
    this.farewell = setTimeout(() => {
      this.stop('client_closed');
    }, graceMs);
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
