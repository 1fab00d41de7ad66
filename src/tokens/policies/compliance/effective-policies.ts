import { INSTANCE } from '../policy.entity.js';
import type { Policy } from '../policy.entity.js';
import { NO_RULES, strictest } from '../policy-rules.js';
import type { PolicyRules } from '../policy-rules.js';
import { JUDGED_RULES } from './judged-rules.js';

export interface EffectivePolicy extends PolicyRules {
  /** `null` for that of the instance. */
  teamId: string | null;
}

/** The policies that judge tokens. That of a team includes the rules of the instance. */
export function effectivePolicies(policies: Policy[]): EffectivePolicy[] {
  const rulesOf = ({ rules }: Policy) => ({ ...NO_RULES, ...rules });
  const instance = policies.filter(({ scope }) => scope === INSTANCE).map(rulesOf);
  return policies
    .map((policy) => ({
      ...strictest([...instance, rulesOf(policy)]),
      teamId: policy.teamId,
    }))
    .filter(judges);
}

/** A flag that is false forbids nothing. */
function judges(rules: PolicyRules): boolean {
  return JUDGED_RULES.some((rule) => rules[rule] !== null && rules[rule] !== false);
}
