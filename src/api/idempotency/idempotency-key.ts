import { hash } from 'node:crypto';
import { InvalidRequestError } from '../../platform/errors/request.errors.js';

/** In lower case, as Node has it. */
export const IDEMPOTENCY_KEY = 'idempotency-key';

export const MAX_KEY_LENGTH = 255;

/** Visible ASCII. Node joins several headers with a comma and a space, which are refused with it. */
const KEY_PATTERN = /^[\x21-\x7e]+$/;

/**
 * The value as it was sent: a key in quotes, as draft-ietf-httpapi-idempotency-key-header has it, is
 * another one than the same without.
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

/** SHA-256: all that is kept of a key. */
export function digestOfKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
