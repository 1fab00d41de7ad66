import { ValidateBy } from 'class-validator';

/** In links, headers and pages, these characters need no escaping. */
const PATH = /^(?:\/[\w.~-]+)*$/;

/** Drops a slash at the end, a default port and upper case; keeps what is no such URL as it is. */
export function parsePublicUrl(text: string): string {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return trimmed;
  const { href, origin, pathname } = new URL(trimmed);
  return href === origin + pathname ? href.replace(/\/$/, '') : trimmed;
}

function isPublicUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:/.test(value) || !URL.canParse(value)) return false;
  const { origin } = new URL(value);
  return value.startsWith(origin) && PATH.test(value.slice(origin.length));
}

export function IsPublicUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isPublicUrl',
    validator: {
      validate: isPublicUrl,
      defaultMessage: () =>
        'must be an http:// or https:// URL without credentials or query, with only letters, digits and . _ ~ - in its path',
    },
  });
}
