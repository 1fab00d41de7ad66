import { SECRET_VALUE } from '../crypto/secret-pattern.js';

const SECRET_PATTERN = new RegExp(
  `i5[stc]_[0-9A-Za-z]+|${SECRET_VALUE}[0-9A-Za-z]*|whsec_[0-9A-Za-z+/=_-]+`,
  'g',
);

/** Masks secrets in text that may contain one, such as a path or an error message. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET_PATTERN, '[masked]');
}
