import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Config } from '../../src/platform/config/config.js';
import {
  CONFIGURATION_PAGE,
  configurationPage,
} from '../../src/platform/config/configuration-page.js';
import { envVariablesOf } from '../../src/platform/config/env.decorator.js';

const page = readFileSync(CONFIGURATION_PAGE, 'utf8');

it('the configuration page is what `npm run docs:configuration` writes', () => {
  expect(page).toBe(configurationPage());
});

it('the configuration page describes every variable with the words of --help', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (\S+) +\| (.*?) +\|$/gm)];
  expect(rows.map(([, name, value, description]) => [name, value, description])).toEqual(
    envVariablesOf(Config).map((variable) => [
      variable.name,
      variable.default === null ? '-' : `\`${String(variable.default)}\``,
      variable.description,
    ]),
  );
});
