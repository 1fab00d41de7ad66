import { isIP } from 'node:net';
import { isFQDN, ValidateBy } from 'class-validator';

const NUMERIC_LAST_LABEL = /(^|\.)\d+$/;

/** A name that ends in a number, such as 256.0.0.1 or 3000, is a mistyped address. */
function isHost(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    (isIP(value) !== 0 ||
      (isFQDN(value, { require_tld: false }) && !NUMERIC_LAST_LABEL.test(value)))
  );
}

export function IsHost(): PropertyDecorator {
  return ValidateBy({
    name: 'isHost',
    validator: {
      validate: isHost,
      defaultMessage: () => 'must be an IP address or a host name',
    },
  });
}
