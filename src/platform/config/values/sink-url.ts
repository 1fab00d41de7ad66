import { ValidateBy } from 'class-validator';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The trail leaves the machine only over HTTPS. */
function isSinkUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

export function IsSinkUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isSinkUrl',
    validator: {
      validate: isSinkUrl,
      defaultMessage: () =>
        'must be an https:// URL without credentials; http:// is allowed for this machine only',
    },
  });
}
