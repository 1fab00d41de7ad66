import { STATUS_CODES } from 'node:http';
import type { DomainError } from '../../platform/errors/domain-error.js';

/** The body of every error response. */
export function describeError(error: DomainError, requestId: unknown) {
  return {
    statusCode: error.statusCode,
    error: STATUS_CODES[error.statusCode],
    message: error.message,
    code: error.code,
    requestId,
    ...(error.details && { details: error.details }),
    ...error.trace,
    ...error.budget,
  };
}
