import { describe, expect, it } from '@jest/globals';
import { formatUtcDay, utcDayOf } from '../../usage/utc-day.js';
import { periodEndOf, periodStartOf } from './budget-period.js';
import type { BudgetPeriod } from './budget-period.js';

describe('the period of a budget', () => {
  it.each<[BudgetPeriod, string, string, string]>([
    ['day', '2026-11-30', '2026-11-30', '2026-12-01'],
    ['week', '2026-11-30', '2026-11-30', '2026-12-07'],
    ['week', '2026-11-29', '2026-11-23', '2026-11-30'],
    ['week', '2027-01-01', '2026-12-28', '2027-01-04'],
    ['week', '1970-01-01', '1969-12-29', '1970-01-05'],
    ['month', '2026-12-31', '2026-12-01', '2027-01-01'],
    ['month', '2028-02-29', '2028-02-01', '2028-03-01'],
  ])('%s of %s lasts from %s to %s', (period, day, first, end) => {
    const start = periodStartOf(period, utcDayOf(new Date(day)));

    expect(formatUtcDay(start)).toBe(first);
    expect(periodEndOf(period, start).toISOString()).toBe(`${end}T00:00:00.000Z`);
  });
});
