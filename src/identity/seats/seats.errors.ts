import { DomainError } from '../../platform/errors/domain-error.js';

export class SeatsExhaustedError extends DomainError {
  constructor() {
    super('seats_exhausted', 'No AI seat is left.');
  }
}
