import { DomainError } from '../../platform/errors/domain-error.js';

export class PreconditionFailedError extends DomainError {
  constructor() {
    super(
      'precondition_failed',
      'The resource does not satisfy the precondition of the request. Read it again.',
    );
  }
}
