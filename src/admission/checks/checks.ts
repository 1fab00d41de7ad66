import type { Check } from './check.js';
import { CredentialCheck } from './credential.check.js';
import { PermissionCheck } from './permission.check.js';
import { RateLimitCheck } from './rate-limit.check.js';
import { ReadOnlyCheck } from './read-only.check.js';
import { RestrictionsCheck } from './restrictions.check.js';
import { ScopeCheck } from './scope.check.js';
import { SeatCheck } from './seat.check.js';

const credential = new CredentialCheck();

/** May the credential be used from here? A request that these refuse is not counted. */
export const CREDENTIAL_CHECKS: readonly Check[] = [credential, new RestrictionsCheck()];

/** Has it requests left? A use that this refuses is not recorded as the last one. */
export const LIMIT_CHECKS: readonly Check[] = [new RateLimitCheck()];

const REACH_CHECKS: readonly Check[] = [
  new ScopeCheck(),
  new ReadOnlyCheck(),
  new SeatCheck(),
  new PermissionCheck(),
];

/** Would such a request be allowed, wherever it comes from and however many came before? */
export const ACCESS_CHECKS: readonly Check[] = [credential, ...REACH_CHECKS];

/** Every rule about who may make a request, in this order: the first that refuses answers. */
export const CHECKS: readonly Check[] = [...CREDENTIAL_CHECKS, ...LIMIT_CHECKS, ...REACH_CHECKS];
