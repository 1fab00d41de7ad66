import { globSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const ROW = /^ {2}name: '([\w-]+)',$/m;
const ON_DEMAND = ['children', 'inventory', 'migration', 'scale'];

it('the performance page describes every row of the bench', () => {
  const page = readFileSync('docs/performance.md', 'utf8');
  const described = [...page.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name = '']) => name);
  const rows = globSync('bench/rows/**/*.ts')
    .map((file) => ROW.exec(readFileSync(file, 'utf8'))?.[1] ?? '')
    .filter((name) => name !== '' && !ON_DEMAND.includes(name));
  expect(described.sort()).toEqual(rows.sort());
});
