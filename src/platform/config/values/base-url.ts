import { ValidateBy } from 'class-validator';

const ENDPOINT = /\/chat\/completions$/i;

/** Drops slashes at the end; keeps what is no URL as it is. */
export function parseBaseUrl(text: string): string {
  return text.trim().replace(/\/+$/, '');
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value)) {
    return false;
  }
  const { username, password } = new URL(value);
  return username === '' && password === '' && !/[?#]/.test(value) && !ENDPOINT.test(value);
}

export function IsBaseUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isBaseUrl',
    validator: {
      validate: isBaseUrl,
      defaultMessage: (validated) =>
        typeof validated?.value === 'string' && ENDPOINT.test(validated.value)
          ? 'must not end in /chat/completions, because the service adds that'
          : 'must be an http:// or https:// URL without credentials or query',
    },
  });
}
