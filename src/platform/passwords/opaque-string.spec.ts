import { describe, expect, it } from '@jest/globals';
import { containsDisallowed, opaqueString } from './opaque-string.js';

describe('opaqueString', () => {
  it.each([
    ['correct horse battery staple', 'correct horse battery staple'],
    ['Correct Horse Battery Staple', 'Correct Horse Battery Staple'],
    ['π\u00DF\u00E5', 'π\u00DF\u00E5'],
    ['Jack of \u2666s', 'Jack of \u2666s'],
    ['cafe\u0301', 'caf\u00E9'],
    ['\u212B', '\u00C5'],
    ['foo\u1680bar', 'foo bar'],
    ['a\u00A0b\u3000c\u2003d', 'a b c d'],
    [' two  spaces ', ' two  spaces '],
    ['\uFF21\uFB01', '\uFF21\uFB01'],
  ])('of %j is %j', (password, opaque) => {
    expect(opaqueString(password)).toBe(opaque);
    expect(opaqueString(opaque)).toBe(opaque);
  });
});

describe('containsDisallowed', () => {
  it.each([
    'a tab\t',
    'a line\n',
    'nothing\0',
    'C1 \u0085',
    'half a pair \uD800',
    '\uE000',
    '\u0378',
    '\uFFFF',
  ])('finds one in %j', (password) => {
    expect(containsDisallowed(password)).toBe(true);
  });

  it.each(['', 'correct horse', 'käse à la crème', '👩🏽‍💻 ❤️', 'می‌خواهم', '密码'])(
    'finds none in %j',
    (password) => {
      expect(containsDisallowed(password)).toBe(false);
    },
  );
});
