import type { ErrorCode } from '../schema/operation-types.js';
import type { Repetition } from './call.js';

/** How an attempt ended that was no success. */
export type Failure =
  | { kind: 'refused'; status: number; code: ErrorCode | null }
  | { kind: 'lost'; neverSent: boolean };

/**
 * May the request be sent again? Always where the service has not begun with it; else where a second
 * time comes to the same. An answer of the service that a model failed (502, 504) stays what it is; one
 * without a code is of a proxy that did not reach the service, or lost it.
 */
export function mayRepeat(repetition: Repetition, failure: Failure): boolean {
  if (failure.kind === 'lost') return failure.neverSent || repetition !== 'never';
  const { status, code } = failure;
  if (status === 429) return true;
  if (code === 'idempotency_key_in_use') return repetition === 'keyed';
  const isPassing = status === 503 || (code === null && (status === 502 || status === 504));
  return isPassing && repetition !== 'never';
}
