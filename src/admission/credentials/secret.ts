import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { SECRET_VALUE } from '../../platform/crypto/secret-pattern.js';

/** Session, token (personal or assistant), child. The last letter before `_` in a value. */
export type SecretKind = 's' | 't' | 'c';

export const SESSION_PREFIX = 'i5s_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 36;
const CHECKSUM_LENGTH = 6;
const VALUE_LENGTH = RANDOM_LENGTH + CHECKSUM_LENGTH;
const SHOWN_LENGTH = 6;
/** A prefix has 3 to 18 characters. */
export const MIN_SECRET_LENGTH = 3 + VALUE_LENGTH;
export const MAX_SECRET_LENGTH = 18 + VALUE_LENGTH;
const SECRET_PATTERN = new RegExp(`^${SECRET_VALUE}$`);
/** The largest multiple of 62 in a byte. Larger bytes would favor the first characters. */
const UNBIASED_BYTES = 248;

/**
 * @returns `prefix` + 36 base62 characters from a CSPRNG (214 bits) + a checksum of 6 characters
 */
export function generateSecret(prefix: string): string {
  const random = randomBase62(RANDOM_LENGTH);
  return prefix + random + checksum(random);
}

/**
 * @param tokenPrefix the value of `TOKEN_PREFIX`
 * @returns the prefix of new values, such as `i5t_`
 */
export function prefixOf(kind: Exclude<SecretKind, 's'>, tokenPrefix: string): string {
  return `${tokenPrefix}${kind}_`;
}

/** Checks prefix, length and checksum. This only proves that the value was not mistyped. */
export function isWellFormedSecret(value: string): boolean {
  if (!SECRET_PATTERN.test(value)) return false;
  const random = value.slice(-VALUE_LENGTH, -CHECKSUM_LENGTH);
  return value.endsWith(checksum(random));
}

/** @param secret well-formed */
export function kindOf(secret: string): SecretKind {
  return secret.charAt(secret.length - VALUE_LENGTH - 2) as SecretKind;
}

/** SHA-256, 32 bytes. The database stores nothing else of a secret. */
export function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The digest as a map key: 32 characters of one byte each. Other encodings need more memory. */
export function digestKeyOf(secret: string): string {
  return hash('sha256', secret, 'binary');
}

/** The inverse of the encoding in {@link digestKeyOf}. */
export function digestOfKey(key: string): Buffer {
  return Buffer.from(key, 'binary');
}

/** The part of a secret that may be shown later: the prefix, a few characters and `…`. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, SHOWN_LENGTH - VALUE_LENGTH)}…`;
}

/** CRC-32 in base62, zero-padded. */
export function checksum(random: string): string {
  let rest = crc32(random);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

function randomBase62(length: number): string {
  let characters = '';
  while (characters.length < length) {
    for (const byte of randomBytes(length - characters.length)) {
      if (byte < UNBIASED_BYTES) characters += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return characters;
}
