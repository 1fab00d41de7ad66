import { globSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const PAGE = 'docs/security-model.md';
const TESTS = /^Tests: (.*)$|^\|[^|]*\|[^|]*\|([^|]*)\|$/gm;
const NAME = /`([\w/-]+)`/g;

it('the tests that the security model names are there', () => {
  const page = readFileSync(PAGE, 'utf8');
  const mentions = [...page.matchAll(TESTS)].map(([, line, cell]) => line ?? cell ?? '').join('\n');
  const names = [...mentions.matchAll(NAME)].map(([, name = '']) => name);
  const missing = names.filter((name) => {
    const place = name.startsWith('test/') ? name : `test/{e2e,e2e-long}/${name}`;
    return globSync([`${place}.*-spec.ts`, `${place}/*-spec.ts`]).length === 0;
  });
  expect(names.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});
