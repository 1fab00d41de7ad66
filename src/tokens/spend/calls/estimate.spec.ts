import { describe, expect, it } from '@jest/globals';
import { completeTokens, estimateTokens } from './estimate.js';

describe('the tokens of an answer', () => {
  it.each([
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 2],
  ])('are estimated from the characters: %d is %d', (characters, tokens) => {
    expect(estimateTokens(characters)).toBe(tokens);
  });

  it.each([
    [
      { inputTokens: 7, outputTokens: 3 },
      { inputTokens: 7, outputTokens: 3, estimatedTokens: 0 },
    ],
    [
      { inputTokens: 0, outputTokens: 0 },
      { inputTokens: 0, outputTokens: 0, estimatedTokens: 0 },
    ],
    [
      { inputTokens: 7, outputTokens: null },
      { inputTokens: 7, outputTokens: 2, estimatedTokens: 2 },
    ],
    [
      { inputTokens: null, outputTokens: 3 },
      { inputTokens: 5, outputTokens: 3, estimatedTokens: 5 },
    ],
    [
      { inputTokens: null, outputTokens: null },
      { inputTokens: 5, outputTokens: 2, estimatedTokens: 7 },
    ],
  ])('are those that the model reports, and otherwise an estimate: %j', (reported, used) => {
    expect(completeTokens(reported, { prompt: 20, answer: 8 })).toEqual(used);
  });
});
