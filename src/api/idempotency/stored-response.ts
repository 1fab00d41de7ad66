import { hintOf } from '../../admission/credentials/secret.js';
import { SECRET_VALUE, TOKEN_PREFIX } from '../../platform/crypto/secret-pattern.js';
import { REPLAY_NOTICE } from './replay-notice.js';

/** In characters of JSON. */
const MAX_LENGTH = 256 * 1024;

const TOKEN_PATTERN = new RegExp(SECRET_VALUE, 'g');
const SIGNING_SECRET_PATTERN = /whsec_[0-9A-Za-z+/=]+/g;
const HINT_PATTERN = new RegExp(`^((?:i5s|${TOKEN_PREFIX}[tc])_[0-9A-Za-z]{6}|whsec_)…$`);

/** Replaces signing secrets. */
export const HIDDEN_SIGNING_SECRET = 'whsec_…';

/** The properties whose value is shown only once. */
const SHOWN_ONCE = ['token', 'secret'];

/**
 * Prepares a response body for storage and replay. Replaces secrets by hints, and adds a `notice`
 * if the body contained the value of a new resource.
 *
 * @returns `null` if the body is too large to store
 */
export function toStoredBody(body: unknown): object | null {
  const text = JSON.stringify(body)
    .replace(TOKEN_PATTERN, hintOf)
    .replace(SIGNING_SECRET_PATTERN, HIDDEN_SIGNING_SECRET);
  if (text.length > MAX_LENGTH) return null;
  const kept = JSON.parse(text) as Record<string, unknown>;
  return SHOWN_ONCE.some((property) => isHint(kept[property]))
    ? { ...kept, notice: REPLAY_NOTICE }
    : kept;
}

function isHint(value: unknown): boolean {
  return typeof value === 'string' && HINT_PATTERN.test(value);
}
