import { ValidateBy } from 'class-validator';

/** Drops a trailing slash, a default port and upper case; keeps what is no origin as it is. */
export function parseOrigin(text: string): string {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) {
    return trimmed;
  }
  const { href, origin } = new URL(trimmed);
  return href === `${origin}/` ? origin : trimmed;
}

function isOrigin(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^https?:/.test(value) &&
    URL.canParse(value) &&
    new URL(value).origin === value
  );
}

export function IsOrigin(): PropertyDecorator {
  return ValidateBy({
    name: 'isOrigin',
    validator: {
      validate: isOrigin,
      defaultMessage: () =>
        'must be an http:// or https:// origin without credentials, path or query',
    },
  });
}
