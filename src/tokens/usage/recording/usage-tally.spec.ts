import { describe, expect, it } from '@jest/globals';
import { UsageTally } from './usage-tally.js';

describe('UsageTally', () => {
  it('counts by token, day and outcome', () => {
    const tally = new UsageTally(10);
    tally.add('a', 1, 'accepted');
    tally.add('a', 1, 'accepted');
    tally.add('a', 1, 'refused');
    tally.add('a', 2, 'rateLimited');
    tally.add('b', 1, 'accepted');
    expect(tally.size).toBe(3);
    expect(tally.take()).toEqual([
      { tokenId: 'a', day: 1, accepted: 2, refused: 1, rateLimited: 0 },
      { tokenId: 'b', day: 1, accepted: 1, refused: 0, rateLimited: 0 },
      { tokenId: 'a', day: 2, accepted: 0, refused: 0, rateLimited: 1 },
    ]);
  });

  it('returns each count once', () => {
    const tally = new UsageTally(10);
    tally.add('a', 1, 'accepted');
    tally.take();
    expect(tally.take()).toEqual([]);
    tally.add('a', 1, 'accepted');
    expect(tally.take()).toMatchObject([{ accepted: 1 }]);
  });

  it('accepts no new token when it is full, and keeps counting the others', () => {
    const tally = new UsageTally(2);
    expect(tally.add('a', 1, 'accepted')).toBe(true);
    expect(tally.add('b', 1, 'accepted')).toBe(true);
    expect(tally.add('c', 1, 'accepted')).toBe(false);
    expect(tally.add('a', 2, 'accepted')).toBe(false);
    expect(tally.add('a', 1, 'accepted')).toBe(true);
    expect(tally.take()).toMatchObject([
      { tokenId: 'a', accepted: 2 },
      { tokenId: 'b', accepted: 1 },
    ]);
    expect(tally.add('c', 1, 'accepted')).toBe(true);
  });
});
