import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  checksum,
  digestOf,
  generateSecret,
  hintOf,
  isWellFormedSecret,
  kindOf,
  MAX_SECRET_LENGTH,
  MIN_SECRET_LENGTH,
  prefixOf,
} from './secret.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 4;
const PREFIXES = ['i5s_', 'i5t_', 'i5c_', 'acme_t_', 'acmec_', 'tt_'];

function replaceAt(text: string, index: number, character: string): string {
  return text.slice(0, index) + character + text.slice(index + 1);
}

function swapAt(text: string, index: number): string {
  const [left = '', right = ''] = text.slice(index, index + 2);
  return text.slice(0, index) + right + left + text.slice(index + 2);
}

describe('generateSecret', () => {
  it.each(PREFIXES)('returns %s followed by 42 base62 characters', (prefix) => {
    expect(generateSecret(prefix)).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{42}$`));
  });

  it('ends with the checksum of the 36 random characters', () => {
    const secret = generateSecret('i5t_');

    expect(secret.slice(-6)).toBe(checksum(secret.slice(PREFIX_LENGTH, -6)));
  });

  it('never returns the same secret twice', () => {
    const secrets = Array.from({ length: 10_000 }, () => generateSecret('i5t_'));

    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('uses every character equally often at every position', () => {
    const samples = 20_000;
    const counts = Array.from({ length: 36 }, () => new Map<string, number>());
    for (let i = 0; i < samples; i++) {
      const random = generateSecret('i5t_').slice(PREFIX_LENGTH, -6);
      counts.forEach((count, place) => {
        const character = random.charAt(place);
        count.set(character, (count.get(character) ?? 0) + 1);
      });
    }

    const expected = samples / ALPHABET.length;
    const statistics = counts.map((count) =>
      [...ALPHABET].reduce((sum, character) => {
        const difference = (count.get(character) ?? 0) - expected;
        return sum + difference ** 2 / expected;
      }, 0),
    );
    // Chi-squared with 61 degrees of freedom: a position exceeds 150 once in 10^7 runs. A byte
    // modulo 62, which favors the first 8 characters by a quarter, reaches 190 at most positions.
    expect(Math.max(...statistics)).toBeLessThan(150);
  });
});

describe('checksum', () => {
  it('is the CRC-32 in base62, as in the example of GitHub', () => {
    expect(checksum('zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ')).toBe('0mLq17');
  });

  it('is padded with zeros to 6 characters', () => {
    expect(checksum('')).toBe('000000');
  });
});

describe('isWellFormedSecret', () => {
  it.each(PREFIXES)('accepts secrets of generateSecret with %s', (prefix) => {
    for (let i = 0; i < 100; i++) expect(isWellFormedSecret(generateSecret(prefix))).toBe(true);
  });

  it('refuses every secret with one mistyped character', () => {
    const secret = generateSecret('i5t_');
    const typos = [...secret.slice(PREFIX_LENGTH)].flatMap((right, place) =>
      [...ALPHABET]
        .filter((character) => character !== right)
        .map((character) => replaceAt(secret, PREFIX_LENGTH + place, character)),
    );

    expect(typos).toHaveLength(42 * 61);
    expect(typos.filter(isWellFormedSecret)).toEqual([]);
  });

  it('refuses every secret with two neighbouring characters swapped', () => {
    const secret = generateSecret('i5t_');
    const transpositions = Array.from({ length: 41 }, (_, place) =>
      swapAt(secret, PREFIX_LENGTH + place),
    ).filter((swapped) => swapped !== secret);

    expect(transpositions.length).toBeGreaterThan(30);
    expect(transpositions.filter(isWellFormedSecret)).toEqual([]);
  });

  it.each([
    ['nothing', () => ''],
    ['a prefix alone', () => 'i5t_'],
    ['a character too few', (secret: string) => secret.slice(0, -1)],
    ['a character too many', (secret: string) => `${secret}0`],
    ['another kind', (secret: string) => secret.replace('i5t_', 'i5x_')],
    ['a session with another prefix', (secret: string) => secret.replace('i5t_', 'acmes_')],
    ['a prefix in upper case', (secret: string) => secret.replace('i5t_', 'Acmet_')],
    ['a prefix that is too long', (secret: string) => secret.replace('i5', 'a'.repeat(17))],
    ['no prefix', (secret: string) => secret.slice(PREFIX_LENGTH)],
    ['white space before it', (secret: string) => ` ${secret}`],
    ['a line feed after it', (secret: string) => `${secret}\n`],
    ['a character outside of base62', (secret: string) => replaceAt(secret, 10, '-')],
    ['letters in the other case', (secret: string) => secret.toUpperCase()],
  ])('refuses %s', (_name, distort) => {
    expect(isWellFormedSecret(distort(generateSecret('i5t_')))).toBe(false);
  });
});

describe('prefixOf', () => {
  it.each([
    ['t', 'i5', 'i5t_'],
    ['c', 'i5', 'i5c_'],
    ['t', 'acme_', 'acme_t_'],
  ] as const)('of %s with TOKEN_PREFIX %s is %s', (kind, tokenPrefix, prefix) => {
    expect(prefixOf(kind, tokenPrefix)).toBe(prefix);
    expect(kindOf(generateSecret(prefix))).toBe(kind);
  });

  it('has 3 to 18 characters', () => {
    expect(generateSecret(prefixOf('t', 'a'))).toHaveLength(MIN_SECRET_LENGTH);
    expect(generateSecret(prefixOf('t', 'a'.repeat(16)))).toHaveLength(MAX_SECRET_LENGTH);
  });
});

describe('digestOf', () => {
  it('is the SHA-256 of the whole value, 32 bytes', () => {
    const secret = generateSecret('i5t_');

    expect(digestOf(secret)).toHaveLength(32);
    expect(digestOf(secret)).toEqual(createHash('sha256').update(secret).digest());
  });
});

describe('hintOf', () => {
  it('reveals the prefix and 6 characters', () => {
    const secret = generateSecret('i5t_');

    expect(hintOf(secret)).toBe(`${secret.slice(0, 10)}…`);
    expect(hintOf(secret)).toHaveLength(11);
  });
});
