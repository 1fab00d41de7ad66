import type { ErrorCode } from '../../platform/errors/error-code.js';

/** Why an answer failed: one of the codes of an error answer. */
export type FailureCode = Extract<
  ErrorCode,
  | 'model_failed'
  | 'model_refused'
  | 'model_rate_limited'
  | 'model_timeout'
  | 'answer_too_long'
  | 'client_closed'
  | 'interrupted'
>;

/** Says nothing of what the model said: that may hold anything, keys included. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';

  /** @param retryAfter seconds, when the model told */
  constructor(
    readonly code: FailureCode,
    /** For the log: the status that the model answered, or the class of what went wrong. */
    readonly reason: string,
    readonly retryAfter: number | null = null,
  ) {
    super(`The model did not answer (${reason}).`);
  }
}
