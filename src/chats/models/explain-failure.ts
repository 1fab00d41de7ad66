import { parseRetryAfter } from '../../webhooks/outbound/retry-after.js';
import { ModelFailure } from './model-failure.js';

/** Maps a response without an answer to a failure that clients can see. */
export function explainStatus(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  now: Date,
): ModelFailure {
  const reason = `status ${status}`;
  if (status === 429) {
    const retryAfter = parseRetryAfter(headers.get('Retry-After') ?? undefined, now);
    return new ModelFailure('model_rate_limited', reason, retryAfter);
  }
  if (status === 408 || status === 504) return new ModelFailure('model_timeout', reason);
  const isRefused = status >= 400 && status < 500;
  return new ModelFailure(isRefused ? 'model_refused' : 'model_failed', reason);
}

/** Maps an error to a failure that clients can see. */
export function explainError(error: unknown): ModelFailure {
  return error instanceof ModelFailure ? error : new ModelFailure('model_failed', classOf(error));
}

function classOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
