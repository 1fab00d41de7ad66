import { BudgetCheck } from './budget.check.js';
import type { Check } from './check.js';
import { CredentialCheck } from './credential.check.js';
import { PermissionCheck } from './permission.check.js';
import { RateLimitCheck } from './rate-limit.check.js';
import { ReadOnlyCheck } from './read-only.check.js';
import { RestrictionsCheck } from './restrictions.check.js';
import { ScopeCheck } from './scope.check.js';
import { SeatCheck } from './seat.check.js';

const credential = new CredentialCheck();

/**
 * Whether the credential can be used here. Requests that these refuse do not count toward limits.
 */
export const CREDENTIAL_CHECKS: readonly Check[] = [credential, new RestrictionsCheck()];

/** Whether the rate limit allows the request. Refused requests do not count as the last use. */
export const LIMIT_CHECKS: readonly Check[] = [new RateLimitCheck()];

const REACH_CHECKS: readonly Check[] = [
  new ScopeCheck(),
  new ReadOnlyCheck(),
  new SeatCheck(),
  new PermissionCheck(),
];

/** Whether the request is allowed, regardless of its origin and of rate limits. */
export const ACCESS_CHECKS: readonly Check[] = [credential, ...REACH_CHECKS];

/**
 * Whether a budget pays for the answer of a model. The transaction that stores the question knows, and
 * no guard.
 */
const SPEND_CHECKS: readonly Check[] = [new BudgetCheck()];

/** All checks in their order. The first one that refuses decides the response. */
export const CHECKS: readonly Check[] = [
  ...CREDENTIAL_CHECKS,
  ...LIMIT_CHECKS,
  ...REACH_CHECKS,
  ...SPEND_CHECKS,
];
