import { describe, expect, it } from '@jest/globals';
import { assistantToken, facts, session } from '../../../test/factories/principals.factory.js';
import type { RoutePolicy } from '../route-policy.js';
import { SeatCheck } from './seat.check.js';

describe('SeatCheck', () => {
  const check = new SeatCheck();
  const forAssistants: RoutePolicy = {
    seat: (body, { assistant }, { query }) =>
      assistant !== null || body.type === 'assistant' || query.assistantId !== undefined,
  };

  it.each([
    [{ seat: true } as const, session({ seat: false }), {}],
    [{ seat: true } as const, null, {}],
    [forAssistants, assistantToken({ seat: false }), {}],
    [forAssistants, session({ seat: false }), { query: { assistantId: 'sales:helper' } }],
    [forAssistants, session({ seat: false }), { body: { type: 'assistant' } }],
    [forAssistants, null, {}],
  ])('refuses, with the policy %j, a caller without a seat', (policy, principal, asked) => {
    expect(check.judge(principal, policy, facts(asked))).toEqual({
      verdict: 'refuse',
      code: 'seat_required',
      message: 'This requires an AI seat.',
      because: { fact: 'seat', value: false, expected: true },
    });
  });

  it('passes a caller with a seat', () => {
    expect(check.judge(session(), { seat: true }, facts())).toEqual({ verdict: 'pass' });
    expect(check.judge(assistantToken(), forAssistants, facts())).toEqual({ verdict: 'pass' });
  });

  it('does not apply to requests that require none', () => {
    const seatless = session({ seat: false });
    for (const policy of [{}, forAssistants]) {
      expect(check.judge(seatless, policy, facts())).toEqual({ verdict: 'not_applicable' });
    }
  });
});
