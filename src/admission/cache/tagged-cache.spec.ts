import { describe, expect, it } from '@jest/globals';
import { TaggedCache } from './tagged-cache.js';

describe('TaggedCache', () => {
  const value = (...tags: string[]) => ({ tags });
  const newCache = (max: number) => new TaggedCache<{ tags: string[] }>(max, ({ tags }) => tags);
  const keysOf = (cache: TaggedCache<{ tags: string[] }>) =>
    [...cache.entries()].map(([key]) => key).sort();

  it('drops all values with a tag, and no others', () => {
    const cache = newCache(10);
    cache.set('a', value('user:1', 'token:1'));
    cache.set('b', value('user:1', 'token:2'));
    cache.set('c', value('user:2', 'token:3'));
    cache.drop('user:1');
    expect(keysOf(cache)).toEqual(['c']);
    cache.drop('token:3');
    expect(keysOf(cache)).toEqual([]);
  });

  it('forgets the tags of values that it evicted, replaced or deleted', () => {
    const cache = newCache(2);
    cache.set('a', value('x'));
    cache.set('b', value('x'));
    cache.set('c', value('x'));
    expect(keysOf(cache)).toEqual(['b', 'c']);
    cache.set('b', value('y'));
    cache.drop('x');
    expect(keysOf(cache)).toEqual(['b']);
    cache.delete('b');
    cache.set('d', value());
    cache.drop('y');
    expect(keysOf(cache)).toEqual(['d']);
  });

  it('keeps a tag for a value that was set again', () => {
    const cache = newCache(2);
    cache.set('a', value('x'));
    cache.set('a', value('x'));
    cache.drop('x');
    expect(keysOf(cache)).toEqual([]);
    cache.set('a', value('x'));
    cache.clear();
    cache.set('b', value('x'));
    cache.drop('x');
    expect(keysOf(cache)).toEqual([]);
  });

  it('evicts the least recently used value', () => {
    const cache = newCache(2);
    cache.set('a', value());
    cache.set('b', value());
    cache.get('a');
    cache.set('c', value());
    expect(keysOf(cache)).toEqual(['a', 'c']);
  });
});
