import { formatUtcDay } from '../../usage/utc-day.js';
import type { UtcDay } from '../../usage/utc-day.js';

export const BUDGET_PERIODS = ['day', 'week', 'month'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

const DAY_MS = 86_400_000;
/** 1970-01-05. A week begins on Monday (ISO 8601). */
const FIRST_MONDAY = 4;

/** The first day of the period that contains the day, in UTC. */
export function periodStartOf(period: BudgetPeriod, day: UtcDay): UtcDay {
  switch (period) {
    case 'day':
      return day;
    case 'week':
      return day - ((((day - FIRST_MONDAY) % 7) + 7) % 7);
    case 'month':
      return Date.parse(`${formatUtcDay(day).slice(0, 7)}-01`) / DAY_MS;
  }
}

/** When the period that begins with the day ends. */
export function periodEndOf(period: BudgetPeriod, start: UtcDay): Date {
  const begin = new Date(start * DAY_MS);
  if (period === 'month') {
    return new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1));
  }
  return new Date((start + (period === 'day' ? 1 : 7)) * DAY_MS);
}
