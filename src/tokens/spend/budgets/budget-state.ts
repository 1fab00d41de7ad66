import type { UsedUpBudget } from '../../../admission/checks/request-facts.js';
import type { UtcDay } from '../../usage/utc-day.js';
import { periodEndOf, periodStartOf } from './budget-period.js';
import type { Budget } from './budget.entity.js';

export type BudgetLayer = UsedUpBudget['layer'];

/** What is left of a budget today. */
export interface BudgetStatus {
  used: number;
  periodStart: UtcDay;
  resetsAt: Date;
  warned: boolean;
}

type Counted = Pick<Budget, 'period' | 'periodStart' | 'used' | 'warned'>;

/** Another instance whose clock is ahead may have begun the next period. That one then counts. */
export function statusOn(
  day: UtcDay,
  { period, periodStart, used, warned }: Counted,
): BudgetStatus {
  const start = periodStartOf(period, day);
  const current = periodStart >= start;
  const begin = current ? periodStart : start;
  return {
    used: current ? Number(used) : 0,
    periodStart: begin,
    resetsAt: periodEndOf(period, begin),
    warned: current && warned,
  };
}

export function layerOf({ tokenId, assistantId }: Budget): BudgetLayer {
  if (tokenId !== null) return 'token';
  return assistantId === null ? 'owner' : 'assistant';
}

export function reachesWarning(
  { modelTokens, warnAt }: { modelTokens: string | number; warnAt: number },
  used: number,
): boolean {
  return used * 100 >= Number(modelTokens) * warnAt;
}
