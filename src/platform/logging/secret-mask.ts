import { SECRET_VALUE } from '../crypto/secret-pattern.js';

/** A regular expression, also for PostgreSQL. */
export const SECRETS = `i5[stc]_[0-9A-Za-z]+|${SECRET_VALUE}[0-9A-Za-z]*|whsec_[0-9A-Za-z+/=_-]+`;
export const MASKED = '[masked]';

const SECRET_PATTERN = new RegExp(SECRETS, 'g');

/** Masks secrets in text that may contain one, such as a path or an error message. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET_PATTERN, MASKED);
}
