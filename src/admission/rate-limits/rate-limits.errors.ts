import { DomainError } from '../../platform/errors/domain-error.js';
import { quotaHeaders } from './quota.js';
import type { Quota } from './quota.js';

/** RFC 6585, section 4. */
export class TooManyRequestsError extends DomainError {
  constructor(message: string, quota: Quota) {
    super('too_many_requests', message, {
      headers: { 'Retry-After': String(quota.resetSeconds), ...quotaHeaders(quota) },
    });
  }
}

export class TooManyFailedAuthenticationsError extends TooManyRequestsError {
  constructor(quota: Quota) {
    super('Too many failed authentications from this address. Try again later.', quota);
  }
}
