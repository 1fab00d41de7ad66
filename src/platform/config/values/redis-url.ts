import { ValidateBy } from 'class-validator';

const DATABASE_PATH = /^\/?\d*$/;

function isRedisUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^rediss?:\/\//i.test(value) || !URL.canParse(value)) {
    return false;
  }
  const { hostname, pathname, username, password } = new URL(value);
  return hostname !== '' && DATABASE_PATH.test(pathname) && isDecodable(username + password);
}

/** The client decodes them, and would throw. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function IsRedisUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isRedisUrl',
    validator: {
      validate: isRedisUrl,
      defaultMessage: () =>
        'must be a redis:// or rediss:// URL, with the number of a database or without',
    },
  });
}
