import { describe, expect, it } from '@jest/globals';
import { findBodyProblems } from './body-rules.js';

const RULES = {
  name: (value: unknown) => (typeof value === 'string' ? null : 'must be a string'),
  note: (value: unknown) => (value === undefined ? null : 'must be left out'),
};

describe('findBodyProblems', () => {
  it('finds nothing in a body that keeps its rules', () => {
    expect(findBodyProblems(RULES, { name: 'x' })).toEqual([]);
  });

  it('finds all that is wrong at once', () => {
    expect(findBodyProblems(RULES, { note: 1, other: 2, toString: 3 })).toEqual([
      { field: 'other', message: 'other is not a known property' },
      { field: 'toString', message: 'toString is not a known property' },
      { field: 'name', message: 'name must be a string' },
      { field: 'note', message: 'note must be left out' },
    ]);
  });
});
