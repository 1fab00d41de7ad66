import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const MAX_LINES = 200;

it('README stays a short introduction', () => {
  const lines = readFileSync('README.md', 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
});
