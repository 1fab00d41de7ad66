import { describe, expect, it } from '@jest/globals';
import { LookUpBudget } from './lookup-budget.js';

function takeAll(budget: LookUpBudget, now: number): number {
  let taken = 0;
  while (budget.take(now)) taken++;
  return taken;
}

describe('LookUpBudget', () => {
  it('is 100 per second, and unused lookups do not accumulate', () => {
    const budget = new LookUpBudget();

    expect(takeAll(budget, 5_000)).toBe(100);
    expect(budget.take(5_999)).toBe(false);
    expect(takeAll(budget, 6_000)).toBe(100);
    expect(takeAll(budget, 60_000)).toBe(100);
  });
});
