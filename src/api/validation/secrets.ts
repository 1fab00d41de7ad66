import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { SECRET_VALUE } from '../../platform/crypto/secret-pattern.js';
import { maskSecrets } from '../../platform/logging/secret-mask.js';

const SECRET = new RegExp(SECRET_VALUE);

/** Masks secrets in a text that explains something, and is kept for ever. */
export const MasksSecrets = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? maskSecrets(value) : value,
  );

/** Refuses a text, or a list of texts, that contains the whole value of a token. */
export const HoldsNoSecret = () =>
  ValidateBy({
    name: 'holdsNoSecret',
    validator: {
      validate: (value: unknown) =>
        [value].flat().every((text) => typeof text !== 'string' || !SECRET.test(text)),
      defaultMessage: () => '$property must not contain the value of a token',
    },
  });
