import type { Principal } from '../principal.js';
import { isExceeded } from '../rate-limits/quota.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

/** Judges the count in the facts, and does not count the request itself. */
export class RateLimitCheck implements Check {
  readonly name = 'rate_limit';
  readonly sentence = 'The credential has not used up its rate limit for this minute.';

  judge(_principal: Principal | null, _policy: RoutePolicy, { quota }: RequestFacts): Verdict {
    if (quota === null) return NOT_APPLICABLE;
    if (!isExceeded(quota)) return PASS;
    return refuse(
      'too_many_requests',
      'The rate limit for this minute is used up. Try again later.',
      { fact: 'requests', value: quota.used, expected: quota.limit },
    );
  }
}
