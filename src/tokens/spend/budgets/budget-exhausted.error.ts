import { DomainError } from '../../../platform/errors/domain-error.js';
import type { UsedUpBudget } from '../../../admission/checks/request-facts.js';

export class BudgetExhaustedError extends DomainError {
  constructor(readonly usedUp: UsedUpBudget) {
    const { layer, resetsAt } = usedUp;
    super('budget_exhausted', `The budget of the ${layer} is used up.`, {
      budget: { layer, resetsAt: resetsAt.toISOString() },
    });
  }
}
