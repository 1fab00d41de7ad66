const SECRET_PATTERN = /i5[stc]_[0-9A-Za-z]+|whsec_[0-9A-Za-z+/=_-]+/g;

/** Whatever text may have picked up a secret: a path, the message of an error. */
export function maskSecrets(text: string): string {
  return text.replace(SECRET_PATTERN, '[masked]');
}
