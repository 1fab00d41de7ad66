import { describe, expect, it } from '@jest/globals';
import { LookUpBudget } from './lookup-budget.js';

function takeAll(budget: LookUpBudget, now: number): number {
  let taken = 0;
  while (budget.take(now)) taken++;
  return taken;
}

describe('LookUpBudget', () => {
  it('is 100 in each second, and what is left of one does not add up', () => {
    const budget = new LookUpBudget();

    expect(takeAll(budget, 5_000)).toBe(100);
    expect(budget.take(5_999)).toBe(false);
    expect(takeAll(budget, 6_000)).toBe(100);
    expect(takeAll(budget, 60_000)).toBe(100);
  });
});
