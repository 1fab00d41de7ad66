import type { Principal } from '../principal.js';
import { appliesTo } from '../route-policy.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Check } from './check.js';
import type { RequestFacts } from './request-facts.js';
import { NOT_APPLICABLE, PASS, refuse } from './verdict.js';
import type { Verdict } from './verdict.js';

/** Judges the budget in the facts. */
export class BudgetCheck implements Check {
  readonly name = 'budget';
  readonly sentence = 'No budget that pays for the answer of the model is used up.';

  judge(principal: Principal | null, { asksModel }: RoutePolicy, facts: RequestFacts): Verdict {
    if (principal === null || !appliesTo(asksModel, principal, facts)) return NOT_APPLICABLE;
    if (facts.usedUp === null) return PASS;
    const { layer, used, modelTokens } = facts.usedUp;
    return refuse('budget_exhausted', `The budget of the ${layer} is used up.`, {
      fact: 'budget',
      value: used,
      expected: modelTokens,
    });
  }
}
