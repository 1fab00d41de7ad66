import { DomainError } from '../../platform/errors/domain-error.js';

const RETRY_AFTER_SECONDS = 1;

export class IdempotencyKeyInUseError extends DomainError {
  constructor() {
    super(
      'idempotency_key_in_use',
      'A request with this Idempotency-Key is still running; try again.',
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
      'This Idempotency-Key was used for another request; send a new key with a new request.',
    );
  }
}
