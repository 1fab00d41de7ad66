import { DomainError } from '../../platform/errors/domain-error.js';

export class CountChangedError extends DomainError {
  /** @param matched how many tokens the filter matches; counting stops above `most` */
  constructor(matched: number, most: number) {
    const now = matched > most ? `more than ${most}` : matched;
    super('count_changed', `The filter now matches ${now} tokens. Nothing was changed.`);
  }
}
