import { APICallError } from 'ai';
import { parseRetryAfter } from '../../webhooks/outbound/retry-after.js';
import { ModelFailure } from './model-failure.js';

/** Maps an error of the model API to a failure that clients can see. */
export function explainFailure(error: unknown, now: Date): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === undefined || status < 400) return new ModelFailure('model_failed', classOf(error));
  const reason = `status ${status}`;
  if (status === 429) {
    const { 'retry-after': retryAfter } = (error as APICallError).responseHeaders ?? {};
    return new ModelFailure('model_rate_limited', reason, parseRetryAfter(retryAfter, now));
  }
  if (status === 408 || status === 504) return new ModelFailure('model_timeout', reason);
  return new ModelFailure(status < 500 ? 'model_refused' : 'model_failed', reason);
}

function classOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
