import { beforeEach, describe, expect, it } from '@jest/globals';
import { SharedPlaces } from './shared-places.js';
import type { Holder } from './shared-places.js';

describe('shared places', () => {
  let places: SharedPlaces;

  beforeEach(() => {
    places = new SharedPlaces(8);
  });

  /** @returns what gives them back */
  function takeAll(...holders: Holder[]): (() => void)[] {
    const taken: (() => void)[] = [];
    while (places.refusalOf(holders) === null) taken.push(places.take(holders));
    return taken;
  }

  it.each([
    [1 / 2, 3],
    [1, 4],
    [3, 6],
  ])('give a holder with the share %s at most %s of 8', (share, count) => {
    expect(takeAll({ name: 'one', share })).toHaveLength(count);
    expect(places.refusalOf([{ name: 'one', share }])).toBe('share');
  });

  it('give everybody a first place until none is free', () => {
    for (let count = 0; count < 8; count++) {
      const newcomer = [{ name: `holder ${count}`, share: 1 / 2 }];
      expect(places.refusalOf(newcomer)).toBeNull();
      places.take(newcomer);
    }
    expect(places.refusalOf([{ name: 'late', share: 1 / 2 }])).toBe('full');
  });

  it('refuse a holder together with one that has its share', () => {
    const user = { name: 'user', share: 1 };
    expect(takeAll({ name: 'token', share: 1 }, user)).toHaveLength(4);
    expect(places.refusalOf([{ name: 'another token', share: 1 }, user])).toBe('share');
    expect(places.refusalOf([{ name: 'another token', share: 1 }])).toBeNull();
  });

  it('are free again once they are given back, and only once', () => {
    const holder = { name: 'one', share: 1 };
    const taken = takeAll(holder);
    for (const giveBack of taken) {
      giveBack();
      giveBack();
    }
    expect(places.taken).toBe(0);
    expect(takeAll(holder)).toHaveLength(taken.length);
  });
});
