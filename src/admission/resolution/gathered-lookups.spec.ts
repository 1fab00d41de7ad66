import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { GatheredLookups } from './gathered-lookups.js';

const MAX = 3;

function digest(name: string): Buffer {
  return Buffer.from(name);
}

function lookUps(answer = (name: string): string | null => `row of ${name}`) {
  const asked: string[][] = [];
  const lookups = new GatheredLookups<string>(MAX, (digests) => {
    const names = digests.map(String);
    asked.push(names);
    return Promise.resolve().then(() => names.map(answer));
  });
  return { asked, find: (name: string) => lookups.find(digest(name)) };
}

describe('GatheredLookups', () => {
  it('runs one query for all lookups of a turn, and answers each', async () => {
    const { asked, find } = lookUps((name) => (name === 'b' ? null : `row of ${name}`));
    expect(await Promise.all(['a', 'b'].map(find))).toEqual(['row of a', null]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('runs the query immediately when it is full', async () => {
    const { asked, find } = lookUps();
    const found = ['a', 'b', 'c', 'd'].map(find);
    expect(asked).toEqual([['a', 'b', 'c']]);
    expect(await Promise.all(found)).toEqual(['a', 'b', 'c', 'd'].map((name) => `row of ${name}`));
    expect(asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('does not wait for the query of the turn before', async () => {
    const { asked, find } = lookUps();
    const first = find('a');
    await nextTurn();
    const second = find('b');
    await nextTurn();
    expect(asked).toEqual([['a'], ['b']]);
    expect(await Promise.all([first, second])).toEqual(['row of a', 'row of b']);
  });

  it('fails all lookups of a failed query, and no later ones', async () => {
    let failure: Error | null = new Error('away');
    const { find } = lookUps((name) => {
      if (failure) throw failure;
      return name;
    });
    const settled = await Promise.allSettled(['a', 'b'].map(find));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failure = null;
    expect(await find('c')).toBe('c');
  });
});
