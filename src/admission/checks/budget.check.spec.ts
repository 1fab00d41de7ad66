import { describe, expect, it } from '@jest/globals';
import { assistantToken, facts, session } from '../../../test/factories/principals.factory.js';
import { BudgetCheck } from './budget.check.js';

const check = new BudgetCheck();
const usedUp = { layer: 'assistant', used: 12, modelTokens: 10, resetsAt: new Date(0) } as const;
const question = { asksModel: ({ role }: { role?: unknown }) => role === 'user' } as const;

describe('the check of budgets', () => {
  it('refuses a question whose budget is used up, and names the layer', () => {
    const asked = facts({ usedUp, body: { role: 'user' } });
    for (const principal of [session(), assistantToken()]) {
      expect(check.judge(principal, question, asked)).toEqual({
        verdict: 'refuse',
        code: 'budget_exhausted',
        message: 'The budget of the assistant is used up.',
        because: { fact: 'budget', value: 12, expected: 10 },
      });
    }
  });

  it('passes a question that a budget pays for', () => {
    expect(check.judge(session(), { asksModel: true }, facts())).toEqual({ verdict: 'pass' });
  });

  it('does not apply to what asks no model', () => {
    for (const [policy, body] of [
      [{}, {}],
      [question, { role: 'tool' }],
      [question, undefined],
    ] as const) {
      expect(check.judge(session(), policy, facts({ usedUp, body }))).toEqual({
        verdict: 'not_applicable',
      });
    }
    expect(check.judge(null, { asksModel: true }, facts({ usedUp })).verdict).toBe(
      'not_applicable',
    );
  });
});
