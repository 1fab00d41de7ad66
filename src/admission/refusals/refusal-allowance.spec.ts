import { describe, expect, it } from '@jest/globals';
import { RefusalAllowance } from './refusal-allowance.js';

const MINUTE = 60_000;

describe('RefusalAllowance', () => {
  const takeAll = (allowance: RefusalAllowance, credentialId: string, now: number, times = 10) =>
    Array.from({ length: times }, () => allowance.take(credentialId, now)).filter(Boolean).length;

  it('allows a number per credential', () => {
    const allowance = new RefusalAllowance(100, 3);
    expect(takeAll(allowance, 'one', 0)).toBe(3);
    expect(takeAll(allowance, 'another', 0)).toBe(3);
  });

  it('allows a number in total', () => {
    const allowance = new RefusalAllowance(5, 3);
    expect(takeAll(allowance, 'one', 0)).toBe(3);
    expect(takeAll(allowance, 'another', 0)).toBe(2);
    expect(takeAll(allowance, 'a third', 0)).toBe(0);
  });

  it('renews every minute, and when the clock is set back', () => {
    const allowance = new RefusalAllowance(3, 3);
    takeAll(allowance, 'one', 10 * MINUTE);
    expect(allowance.take('one', 11 * MINUTE - 1)).toBe(false);
    expect(takeAll(allowance, 'one', 11 * MINUTE)).toBe(3);
    expect(takeAll(allowance, 'one', 5 * MINUTE)).toBe(3);
    expect(takeAll(allowance, 'one', 5 * MINUTE + 1)).toBe(0);
  });
});
