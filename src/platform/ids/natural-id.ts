import { Matches } from 'class-validator';

/** The format of ids that people choose: usernames, team ids and assistant slugs. */
export const NATURAL_ID_PATTERN = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const NATURAL_ID_SCHEMA = {
  type: 'string',
  pattern: NATURAL_ID_PATTERN.source,
  minLength: 1,
  maxLength: 63,
} as const;

/** `ownerId:slug` */
export const ASSISTANT_NATURAL_ID_SCHEMA = {
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9._-]{0,62}:[a-z0-9][a-z0-9._-]{0,62}$',
  maxLength: 127,
  example: 'team:sales-assistant',
} as const;

export const IsNaturalId = () =>
  Matches(NATURAL_ID_PATTERN, {
    message:
      '$property must be 1 to 63 characters of a-z, 0-9, dot, underscore and hyphen, and start with a letter or a digit',
  });

export function isNaturalId(value: string): boolean {
  return NATURAL_ID_PATTERN.test(value);
}
