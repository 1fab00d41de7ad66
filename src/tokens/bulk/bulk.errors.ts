import { DomainError } from '../../platform/errors/domain-error.js';

export class CountChangedError extends DomainError {
  constructor() {
    super(
      'count_changed',
      'The filter now matches another number of tokens. Nothing was changed. List the tokens again.',
    );
  }
}
