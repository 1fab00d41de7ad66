import type { Principal } from '../principal.js';
import { isExceeded } from '../rate-limits/quota.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

/** Judges the count in the facts. Whoever makes the facts counts the request. */
export class RateLimitCheck implements Check {
  readonly name = 'rate_limit';
  readonly sentence = 'The credential has requests left in this minute.';

  judge(_principal: Principal | null, _policy: RoutePolicy, { quota }: RequestFacts): Verdict {
    if (quota === null) return NOT_APPLICABLE;
    if (!isExceeded(quota)) return PASS;
    return refuse(
      'too_many_requests',
      'The requests of this minute are used up; try again later.',
      { fact: 'requests', value: quota.used, expected: quota.limit },
    );
  }
}
