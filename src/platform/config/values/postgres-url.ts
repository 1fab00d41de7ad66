import { ValidateBy } from 'class-validator';
import { hostUrls } from '../../database/servers/host-urls.js';

function isPostgresUrl(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^postgres(ql)?:\/\//i.test(value) &&
    hostUrls(value).every((url) => URL.canParse(url))
  );
}

export function IsPostgresUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isPostgresUrl',
    validator: {
      validate: isPostgresUrl,
      defaultMessage: () => 'must be a postgres:// or postgresql:// URL',
    },
  });
}

function namesNeededCa(value: unknown): boolean {
  const url = String(value);
  return !/[?&]sslmode=verify-ca(&|$)/.test(url) || /[?&]sslrootcert=[^&]/.test(url);
}

/** node-postgres refuses `verify-ca` with the CAs that everybody trusts. */
export function NamesNeededCa(): PropertyDecorator {
  return ValidateBy({
    name: 'namesNeededCa',
    validator: {
      validate: namesNeededCa,
      defaultMessage: () => 'must name a CA in sslrootcert, because sslmode is verify-ca',
    },
  });
}
