import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generateSecret } from '../../src/admission/credentials/secret.js';

const GITLEAKS = readFileSync('docs/leaks/gitleaks.toml', 'utf8');
const TRUFFLEHOG = readFileSync('docs/leaks/trufflehog.yaml', 'utf8');
const PREFIXES = ['i5t_', 'i5c_', 'i5s_'];

const regexes = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, regex = '']) => new RegExp(regex));

describe.each([
  ['gitleaks', GITLEAKS, regexes(GITLEAKS, /^regex = '''(.*)'''$/gm)],
  ['TruffleHog', TRUFFLEHOG, regexes(TRUFFLEHOG, /^ {6}token: (.*)$/gm)],
])('the rules for %s', (_scanner, rules, patterns) => {
  const found = (text: string) =>
    patterns.map((pattern) => pattern.exec(text)?.[1]).find((value) => value !== undefined);

  it.each(PREFIXES)('find a value that begins with %s', (prefix) => {
    const value = generateSecret(prefix);

    for (const text of [value, `TOKEN=${value}`, `"${value}"`, `Bearer ${value}\n`]) {
      expect(found(text)).toBe(value);
    }
    expect(rules).toContain(prefix);
  });

  it.each([
    ['a hint', (value: string) => `${value.slice(0, 10)}…`],
    ['a value that is too short', (value: string) => value.slice(0, -1)],
    ['a value that is too long', (value: string) => `${value}0`],
    ['another kind', (value: string) => value.replace('i5t_', 'i5x_')],
    ['a longer prefix', (value: string) => `x${value}`],
  ])('do not find %s', (_name, distort) => {
    expect(found(distort(generateSecret('i5t_')))).toBeUndefined();
  });
});
