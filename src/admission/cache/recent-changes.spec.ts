import { describe, expect, it } from '@jest/globals';
import { RecentChanges } from './recent-changes.js';

describe('RecentChanges', () => {
  it('knows what changed since a point in time', () => {
    const changes = new RecentChanges();
    changes.add('token:1');
    const since = changes.now;
    expect(changes.includes(['token:1'], since)).toBe(false);
    changes.add('token:2');
    expect(changes.includes(['token:1', 'user:1'], since)).toBe(false);
    expect(changes.includes(['user:1', 'token:2'], since)).toBe(true);
    expect(changes.includes(['token:2'], changes.now)).toBe(false);
  });

  it('treats everything as changed after addAll', () => {
    const changes = new RecentChanges();
    const since = changes.now;
    changes.addAll();
    expect(changes.includes([], since)).toBe(true);
    expect(changes.includes([], changes.now)).toBe(false);
  });

  it('treats everything as changed after more changes than it tracks', () => {
    const changes = new RecentChanges();
    const since = changes.now;
    for (let i = 0; i <= 10_000; i++) changes.add(`token:${i}`);
    expect(changes.includes(['user:1'], since)).toBe(true);
    expect(changes.includes(['token:10000'], changes.now - 1)).toBe(true);
    expect(changes.includes(['token:9999'], changes.now - 1)).toBe(false);
  });
});
