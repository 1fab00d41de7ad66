import { link } from '../../../api/hal/links.js';
import type { BudgetView } from './budgets.service.js';
import type { BudgetResource } from './dto/budget.resource.js';

/** @param path of the budget, with the id in the form of the request */
export function assembleBudget({ budget, status }: BudgetView, path: string): BudgetResource {
  return {
    modelTokens: Number(budget.modelTokens),
    period: budget.period,
    warnAt: budget.warnAt,
    used: status.used,
    resetsAt: status.resetsAt.toISOString(),
    _links: { self: link(path) },
  };
}
