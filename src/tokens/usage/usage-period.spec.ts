import { describe, expect, it } from '@jest/globals';
import { ValidationError } from '../../platform/errors/domain-error.js';
import { periodOf } from './usage-period.js';

const TODAY = 20_000;

describe('the period of a usage request', () => {
  it.each([
    [{}, { from: 19_971, to: 20_000 }],
    [{ to: 100 }, { from: 71, to: 100 }],
    [{ from: 19_999 }, { from: 19_999, to: 20_000 }],
    [{ from: 20_000 }, { from: 20_000, to: 20_000 }],
    [
      { from: 5, to: 5 },
      { from: 5, to: 5 },
    ],
    [
      { from: 0, to: 365 },
      { from: 0, to: 365 },
    ],
    [{ to: 20_001 }, { from: 19_972, to: 20_001 }],
  ])('is completed from the request: %j', (requested, period) => {
    expect(periodOf(requested, TODAY)).toEqual(period);
  });

  it.each([{ from: 6, to: 5 }, { from: 20_001 }, { from: 0, to: 366 }, { from: 19_634 }])(
    'is refused: %j',
    (requested) => {
      expect(() => periodOf(requested, TODAY)).toThrow(ValidationError);
    },
  );
});
