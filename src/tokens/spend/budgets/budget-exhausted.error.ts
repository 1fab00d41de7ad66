import { DomainError } from '../../../platform/errors/domain-error.js';
import type { BudgetLayer } from './budget-state.js';

export class BudgetExhaustedError extends DomainError {
  constructor(layer: BudgetLayer, resetsAt: Date) {
    super('budget_exhausted', `The budget of the ${layer} is used up.`, {
      budget: { layer, resetsAt: resetsAt.toISOString() },
    });
  }
}
