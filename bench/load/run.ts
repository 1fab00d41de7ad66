import type { Answer } from './answer.js';
import { isSuccess } from './answer.js';

export interface Run {
  answers: number;
  seconds: number;
  /** Milliseconds, in ascending order. */
  latencies: Float64Array;
}

/** What a load is made of. */
export interface Load {
  url: string;
  connections: number;
  /** Do not sleep between answers: only where nothing else needs the core of the load. */
  awake?: boolean;
  milliseconds: number;
  /** The request to send next, encoded. */
  next: () => string;
  /** Any other answer fails the run; without it, any success is expected. */
  expectedStatus?: number;
  signal: AbortSignal;
}

/** @throws when it is not the expected one: a refusal is fast, and proves nothing */
export function checkAnswer({ status, body }: Answer, expectedStatus?: number): void {
  const expected = expectedStatus === undefined ? isSuccess(status) : status === expectedStatus;
  if (!expected) throw new Error(`A request was answered ${status}: ${body.slice(0, 300)}`);
}
