import { describe, expect, it } from '@jest/globals';
import { CleanText } from './clean-text.js';

describe('CleanText', () => {
  it.each([
    ['plain text', ['a', 'b'], ['a', 'b']],
    ['a pair of surrogates', ['😀'], ['😀']],
    ['a pair that is split between pieces', ['a\ud83d', '\ude00b'], ['a', '😀b']],
    ['a first half without a second', ['a\ud83d', 'b'], ['a', '\ufffdb']],
    ['a second half without a first', ['\ude00'], ['\ufffd']],
    ['NUL', ['a\0b', '\0'], ['ab', '']],
    ['NUL within a pair', ['\ud83d\0', '\ude00'], ['', '😀']],
  ])('cleans %s', (_what, pieces, expected) => {
    const clean = new CleanText();
    expect(pieces.map((piece) => clean.next(piece))).toEqual(expected);
  });
});
