import { describe, expect, it } from '@jest/globals';
import { chunkAt } from './text-chunks.js';

describe('chunkAt', () => {
  it('returns the rest at the end, and nothing beyond it', () => {
    expect(chunkAt('abc', 1)).toBe('bc');
    expect(chunkAt('abc', 3)).toBe('');
    expect(chunkAt('abc', 99)).toBe('');
  });

  it.each(['x'.repeat(40_000), '😀'.repeat(20_000), `x${'😀'.repeat(20_000)}`])(
    'cuts a long text into well-formed pieces that make it up again',
    (text) => {
      const pieces: string[] = [];
      for (let at = 0; at < text.length; at += pieces.at(-1)?.length ?? 0) {
        pieces.push(chunkAt(text, at));
      }
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= 16_384)).toBe(true);
      expect(pieces.join('')).toBe(text);
    },
  );
});
