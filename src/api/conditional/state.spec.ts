import { describe, expect, it } from '@jest/globals';
import { stateBy } from './state.js';

const stateOf = stateBy('name', 'data', 'createdAt');
const AT = '2024-01-15T10:00:00.000Z';

describe('a state', () => {
  it('is equal for an entity and its resource', () => {
    const entity = { name: 'A', data: { b: 1, a: { d: [1], c: 2 } }, createdAt: new Date(AT) };
    const resource = {
      name: 'A',
      data: { a: { c: 2, d: [1] }, b: 1 },
      createdAt: AT,
      lastUsedAt: AT,
      _links: { self: { href: '/' } },
    };

    expect(stateOf(resource)).toBe(stateOf(entity));
    expect(stateOf(entity)).toMatch(/^[\w-]{16}$/);
  });

  it.each([
    ['another value', { name: 'B', data: {}, createdAt: AT }],
    ['no value', { name: null, data: {}, createdAt: AT }],
    ['a value in another field', { name: AT, data: {}, createdAt: 'A' }],
    ['another order in a list', { name: 'A', data: { list: [2, 1] }, createdAt: AT }],
    [
      'one more property in an object',
      { name: 'A', data: { list: [1, 2], more: 1 }, createdAt: AT },
    ],
  ])('differs for %s', (_case, thing) => {
    expect(stateOf(thing)).not.toBe(stateOf({ name: 'A', data: {}, createdAt: AT }));
    expect(stateOf(thing)).not.toBe(stateOf({ name: 'A', data: { list: [1, 2] }, createdAt: AT }));
  });
});
