import { createSecretKey, KeyObject } from 'node:crypto';
import { ValidateBy } from 'class-validator';

const HEX = /^[0-9a-f]{64}$/i;
/** 32 bytes leave one character of padding, which may be missing. */
const BASE64 = /^[0-9A-Za-z+/_-]{43}=?$/;

/** 32 bytes in hexadecimal, base64 or base64url; as a KeyObject, which no log can show. */
export function parseEncryptionKey(text: string): KeyObject | string {
  const trimmed = text.trim();
  if (HEX.test(trimmed)) return createSecretKey(trimmed, 'hex');
  return BASE64.test(trimmed) ? createSecretKey(trimmed, 'base64') : trimmed;
}

export function IsEncryptionKey(): PropertyDecorator {
  return ValidateBy({
    name: 'isEncryptionKey',
    validator: {
      validate: (value) => value instanceof KeyObject,
      defaultMessage: () =>
        'must be 32 random bytes in base64 or hexadecimal, such as `openssl rand -base64 32` prints',
    },
  });
}
