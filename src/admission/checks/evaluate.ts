import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE } from './verdict.js';
import type { Refusal, Verdict } from './verdict.js';

/** The outcome of a check. `not_reached` means that an earlier check refused. */
export type CheckOutcome = Pick<Check, 'name' | 'sentence'> &
  (Verdict | { verdict: 'not_reached' });

/**
 * Runs the checks in order. Public routes skip all checks.
 *
 * @param principal `null` if the request has no credential
 * @returns the first refusal; `null` if the request is allowed
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

/** Runs the same checks and returns the outcome of each. */
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
