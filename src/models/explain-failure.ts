import { APICallError } from 'ai';
import { ModelFailure } from './model-failure.js';

const MAX_RETRY_AFTER = 3_600;
const DECIMAL = /^\d+$/;
const DATE = / GMT$/;

/** What the status of the model's answer means for the one who asked. */
export function explainFailure(error: unknown, now: Date): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === undefined || status < 400) return new ModelFailure('model_failed', classOf(error));
  const reason = `status ${status}`;
  if (status === 429) {
    const { 'retry-after': retryAfter } = (error as APICallError).responseHeaders ?? {};
    return new ModelFailure('model_rate_limited', reason, secondsOf(retryAfter, now));
  }
  if (status === 408 || status === 504) return new ModelFailure('model_timeout', reason);
  return new ModelFailure(status < 500 ? 'model_refused' : 'model_failed', reason);
}

function classOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function secondsOf(retryAfter: string | undefined, now: Date): number | null {
  if (retryAfter === undefined) return null;
  const seconds = DECIMAL.test(retryAfter) ? Number(retryAfter) : secondsUntil(retryAfter, now);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER);
}

function secondsUntil(date: string, now: Date): number {
  return DATE.test(date) ? Math.ceil((Date.parse(date) - now.getTime()) / 1_000) : NaN;
}
