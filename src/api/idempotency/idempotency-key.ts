import { hash } from 'node:crypto';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';

/** In lower case, like all header names in Node. */
export const IDEMPOTENCY_KEY = 'idempotency-key';

export const MAX_KEY_LENGTH = 255;

/** Visible ASCII. Refuses several headers too, because Node joins them with a comma and a space. */
const KEY_PATTERN = /^[\x21-\x7e]+$/;

/**
 * Reads the key exactly as sent. A key in quotes, as in draft-ietf-httpapi-idempotency-key-header,
 * is different from the same key without quotes.
 *
 * @throws InvalidRequestError unless it is one header of 1 to 255 visible ASCII characters
 */
export function readIdempotencyKey(header: string | string[]): string {
  const key = String(header);
  if (key.length > MAX_KEY_LENGTH || !KEY_PATTERN.test(key)) {
    throw new InvalidRequestError(
      `Send one Idempotency-Key of 1 to ${MAX_KEY_LENGTH} visible ASCII characters.`,
    );
  }
  return key;
}

/** SHA-256. Only the digest of a key is stored. */
export function digestOfKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
