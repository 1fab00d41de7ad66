import { describe, expect, it } from '@jest/globals';
import { changesBetween, shownChanges } from './changes.js';

describe('the changes between two states', () => {
  it('are the fields that differ', () => {
    const before = { name: 'Old', at: new Date(0), tags: ['a'], expiresAt: null };

    const after = { name: 'New', at: new Date(0), tags: ['a', 'b'], expiresAt: null };

    expect(changesBetween<object>(before, after)).toEqual([
      { field: 'name', before: 'Old', after: 'New' },
      { field: 'tags', before: ['a'], after: ['a', 'b'] },
    ]);
  });
});

describe('the changes that an event shows', () => {
  it('include fields without values and other facts', () => {
    const changes = [{ field: 'name', before: 'Old', after: 'New' }];

    expect(shownChanges(changes, { fields: ['name', 'disabled'], version: 2 })).toEqual([
      { field: 'name', before: 'Old', after: 'New' },
      { field: 'disabled', before: null, after: null },
      { field: 'version', before: null, after: 2 },
    ]);
  });

  it.each(['password', 'data', 'instructions'])('do not include the value of %s', (field) => {
    expect(shownChanges([{ field, before: 'old', after: 'new' }], {})).toEqual([
      { field, before: null, after: null },
    ]);
  });

  it('mask secrets, in texts and in lists', () => {
    const secret = `i5t_${'a'.repeat(42)}`;

    const text = JSON.stringify(shownChanges([], { notes: secret, list: [secret] }));

    expect(text).not.toContain('aaa');
    expect(text).toContain('[masked]');
  });

  it('are cut when they are long', () => {
    const list = Array.from({ length: 5_000 }, (_one, index) => `number ${index}`);
    const long = `${'x'.repeat(199)}😀`;

    const shown = shownChanges([], { list, long });

    expect(shown[0]?.after).toEqual({ count: 5_000 });
    expect((shown[1]?.after as string).isWellFormed()).toBe(true);
    expect(JSON.stringify(shown).length).toBeLessThan(400);
  });
});
