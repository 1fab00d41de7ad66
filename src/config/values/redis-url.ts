import { ValidateBy } from 'class-validator';

const DATABASE_PATH = /^\/?\d*$/;

function isRedisUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !/^rediss?:\/\//i.test(value) || !URL.canParse(value)) {
    return false;
  }
  const { hostname, pathname } = new URL(value);
  return hostname !== '' && DATABASE_PATH.test(pathname);
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
