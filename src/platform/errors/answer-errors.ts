import type { ErrorCode } from './error-code.js';

/** The errors with which waiting for an answer can end. */
export const ANSWER_ERRORS: readonly ErrorCode[] = [
  'model_failed',
  'model_refused',
  'model_answered_nothing',
  'answer_too_long',
  'client_closed',
  'model_rate_limited',
  'interrupted',
  'model_timeout',
];
