import { DomainError } from '../common/domain-error.js';

export class SeatsExhaustedError extends DomainError {
  constructor() {
    super('seats_exhausted', 'No AI seat is left.');
  }
}
