import { DomainError } from '../../platform/errors/domain-error.js';

const RETRY_AFTER_SECONDS = 1;

export class IdempotencyKeyInUseError extends DomainError {
  constructor() {
    super(
      'idempotency_key_in_use',
      'Another request with this Idempotency-Key is still running. Try again later.',
      {
        headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
      },
    );
  }
}

export class IdempotencyKeyReusedError extends DomainError {
  constructor() {
    super(
      'idempotency_key_reused',
      'This Idempotency-Key was already used for a different request. Use a new key for each new request.',
    );
  }
}
