import { STATUS_CODES } from 'node:http';
import type { DomainError } from '../../platform/errors/domain-error.js';

/** The one shape of an error answer. */
export function describeError(error: DomainError, requestId: unknown) {
  return {
    statusCode: error.statusCode,
    error: STATUS_CODES[error.statusCode],
    message: error.message,
    code: error.code,
    requestId,
    ...(error.details && { details: error.details }),
    ...error.trace,
  };
}
