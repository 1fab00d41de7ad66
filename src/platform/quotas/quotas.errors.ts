import { DomainError } from '../errors/domain-error.js';
import type { QuotaName } from './quota-name.js';

export class QuotaExceededError extends DomainError {
  constructor(quota: QuotaName, limit: number) {
    super('quota_exceeded', `The quota ${quota} of ${limit} is used up.`, {
      details: [{ field: quota, message: `at most ${limit}` }],
    });
  }
}

/** The work must run again, one at a time: so little of the quota is left that others may use it up. */
export class QuotaNearlyUsedError extends Error {}
