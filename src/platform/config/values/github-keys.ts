import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ValidateBy } from 'class-validator';

/** By their identifier. */
export type GithubKeys = ReadonlyMap<string, KeyObject>;

interface PublishedKey {
  key_identifier: string;
  key: string;
}

/** @returns the text itself if the file has no keys in the format of GitHub */
export function parseGithubKeys(text: string): GithubKeys | string {
  try {
    const { public_keys: keys } = JSON.parse(readFileSync(text.trim(), 'utf8')) as {
      public_keys: PublishedKey[];
    };
    return new Map(keys.map(({ key_identifier: id, key }) => [id, createPublicKey(key)]));
  } catch {
    return text.trim();
  }
}

export function IsGithubKeys(): PropertyDecorator {
  return ValidateBy({
    name: 'isGithubKeys',
    validator: {
      validate: (value) => value instanceof Map,
      defaultMessage: () =>
        'must be a file with the response of https://api.github.com/meta/public_keys/secret_scanning',
    },
  });
}
