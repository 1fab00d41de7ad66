import type { ErrorCode } from '../schema/operation-types.js';
import type { Repetition } from './call.js';

/** How an attempt failed. */
export type Failure =
  | { kind: 'refused'; status: number; code: ErrorCode | null }
  | { kind: 'lost'; neverSent: boolean };

/**
 * Decides whether the client may retry. It may when the service has not started the request, or when a
 * second request has the same effect. It does not retry after the failure of a model (502, 504 with a
 * code). Without a code, the response comes from a proxy that did not reach the service.
 */
export function mayRepeat(repetition: Repetition, failure: Failure): boolean {
  if (failure.kind === 'lost') return failure.neverSent || repetition !== 'never';
  const { status, code } = failure;
  if (status === 429) return true;
  if (code === 'idempotency_key_in_use') return repetition === 'keyed';
  const isPassing = status === 503 || (code === null && (status === 502 || status === 504));
  return isPassing && repetition !== 'never';
}
