import { DomainError } from './domain-error.js';

/** A retry after `retryAfterSeconds` may succeed. */
export class UnavailableError extends DomainError {
  constructor(retryAfterSeconds = 1, message = 'The service cannot answer now. Try again later.') {
    super('unavailable', message, { headers: { 'Retry-After': String(retryAfterSeconds) } });
  }
}
