import { ValidateBy } from 'class-validator';
import { containsDisallowed, opaqueString } from './opaque-string.js';
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_BYTES } from './password-length.js';

/**
 * What the service stores is the normal form, so its length counts.
 *
 * @param subject what the message begins with
 */
export function HasPasswordLength(subject = ''): PropertyDecorator {
  return ValidateBy({
    name: 'hasPasswordLength',
    validator: {
      validate: (value) => {
        const bytes = typeof value === 'string' ? Buffer.byteLength(opaqueString(value)) : 0;
        return bytes >= PASSWORD_MIN_BYTES && bytes <= PASSWORD_MAX_BYTES;
      },
      defaultMessage: () =>
        `${subject}must have ${PASSWORD_MIN_BYTES} to ${PASSWORD_MAX_BYTES} bytes in UTF-8; bcrypt ignores everything after byte ${PASSWORD_MAX_BYTES}`,
    },
  });
}

/** @param subject what the message begins with */
export function HasPasswordCharacters(subject = ''): PropertyDecorator {
  return ValidateBy({
    name: 'hasPasswordCharacters',
    validator: {
      validate: (value) => typeof value !== 'string' || !containsDisallowed(value),
      defaultMessage: () =>
        `${subject}must not contain control characters or characters that Unicode does not define`,
    },
  });
}
