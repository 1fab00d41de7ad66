import type { ErrorCode } from '../../platform/errors/error-code.js';

/** The error codes with which an answer can fail. */
export type FailureCode = Extract<
  ErrorCode,
  | 'model_failed'
  | 'model_refused'
  | 'model_rate_limited'
  | 'model_timeout'
  | 'model_answered_nothing'
  | 'answer_too_long'
  | 'client_closed'
  | 'interrupted'
>;

/** Contains nothing of the model's response, which may contain anything, keys included. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';

  /** @param retryAfter seconds, if the model sent `Retry-After` */
  constructor(
    readonly code: FailureCode,
    /** For the log: the status of the response, or the class of the error. */
    readonly reason: string,
    readonly retryAfter: number | null = null,
  ) {
    super(`The model did not answer (${reason}).`);
  }
}
