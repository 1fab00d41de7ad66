import { describe, expect, it } from '@jest/globals';
import { CleanText } from './clean-text.js';

describe('CleanText', () => {
  it.each([
    ['plain text', ['a', 'b'], ['a', 'b']],
    ['a pair of surrogates', ['😀'], ['😀']],
    ['a pair that is cut in two', ['a\ud83d', '\ude00b'], ['a', '😀b']],
    ['a half that nothing follows', ['a\ud83d', 'b'], ['a', '\ufffdb']],
    ['the other half alone', ['\ude00'], ['\ufffd']],
    ['NUL', ['a\0b', '\0'], ['ab', '']],
    ['NUL within a pair', ['\ud83d\0', '\ude00'], ['', '😀']],
  ])('of %s', (_what, pieces, expected) => {
    const clean = new CleanText();
    expect(pieces.map((piece) => clean.next(piece))).toEqual(expected);
  });
});
