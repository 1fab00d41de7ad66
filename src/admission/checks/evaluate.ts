import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE } from './verdict.js';
import type { Refusal, Verdict } from './verdict.js';

/** What became of a check; `not_reached`: one before it refused. */
export type CheckOutcome = Pick<Check, 'name' | 'sentence'> &
  (Verdict | { verdict: 'not_reached' });

/**
 * Runs the checks in order. A public route asks nothing of its caller.
 *
 * @param principal null when the request carries no credential
 * @returns the first refusal; null when the request may be made
 */
export function evaluate(
  checks: readonly Check[],
  principal: Principal | null,
  policy: RoutePolicy,
  facts: RequestFacts,
): Refusal | null {
  if (policy.public === true) return null;
  for (const check of checks) {
    const verdict = check.judge(principal, policy, facts);
    if (verdict.verdict === 'refuse') return verdict;
  }
  return null;
}

/** Runs the same checks, and tells of each of them what it said. */
export function explain(
  checks: readonly Check[],
  principal: Principal | null,
  policy: RoutePolicy,
  facts: RequestFacts,
): CheckOutcome[] {
  let refused = false;
  return checks.map((check) => {
    const { name, sentence } = check;
    if (refused) return { name, sentence, verdict: 'not_reached' };
    const verdict = policy.public ? NOT_APPLICABLE : check.judge(principal, policy, facts);
    refused = verdict.verdict === 'refuse';
    return { name, sentence, ...verdict };
  });
}
