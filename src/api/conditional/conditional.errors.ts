import { DomainError } from '../../platform/errors/domain-error.js';

export class PreconditionFailedError extends DomainError {
  constructor() {
    super('precondition_failed', 'The resource is not in the state that the request asks for.');
  }
}
