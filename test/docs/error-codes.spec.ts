import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/platform/errors/error-code.js';

const ROW = /^\| `(\w+)` +\| (\d+) +\| (.*?) +\|$/gm;

it('the table of errors has every code, by status', () => {
  const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(ROW)];
  const written = rows.map(([, code, status, meaning]) => [code, Number(status), meaning]);
  const expected = Object.entries(ERROR_CODES)
    .map(([code, { status, meaning }]) => [code, status, meaning] as const)
    .sort(([, a], [, b]) => a - b);
  expect(written).toEqual(expected);
});
