import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Session, token (personal or assistant), child. */
export type SecretPrefix = 'i5s_' | 'i5t_' | 'i5c_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 36;
const CHECKSUM_LENGTH = 6;
const PREFIX_LENGTH = 4;
const HINT_LENGTH = PREFIX_LENGTH + 6;
export const SECRET_LENGTH = PREFIX_LENGTH + RANDOM_LENGTH + CHECKSUM_LENGTH;
const SECRET_PATTERN = /^i5[stc]_[0-9A-Za-z]{42}$/;
/** The largest multiple of 62 in a byte. Larger bytes would favor the first characters. */
const UNBIASED_BYTES = 248;

/**
 * @returns `prefix` + 36 base62 characters from a CSPRNG (214 bits) + a checksum of 6 characters
 */
export function generateSecret(prefix: SecretPrefix): string {
  const random = randomBase62(RANDOM_LENGTH);
  return prefix + random + checksum(random);
}

/** Checks prefix, length and checksum. This only proves that the value was not mistyped. */
export function isWellFormedSecret(value: string): boolean {
  if (!SECRET_PATTERN.test(value)) return false;
  const random = value.slice(PREFIX_LENGTH, -CHECKSUM_LENGTH);
  return value.endsWith(checksum(random));
}

export function prefixOf(secret: string): SecretPrefix {
  return secret.slice(0, PREFIX_LENGTH) as SecretPrefix;
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
  return `${secret.slice(0, HINT_LENGTH)}…`;
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
