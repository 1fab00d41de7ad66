import { isIP, isIPv6 } from 'node:net';
import { ValidateBy } from 'class-validator';
import { explainHostBits } from '../../network/host-bits.js';
import { parseWholeNumber } from './whole-number.js';

/** What Express takes as `trust proxy`, except `true`. */
export type TrustProxy = false | number | string[];

const MAX_HOPS = 32;
const NAMED_SUBNETS = ['loopback', 'linklocal', 'uniquelocal'];

export function parseTrustProxy(text: string): TrustProxy {
  if (text.trim() === 'false') {
    return false;
  }
  const hops = parseWholeNumber(text);
  return Number.isNaN(hops) ? text.split(',').map((entry) => entry.trim()) : hops;
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** Express refuses a prefix of 0, which would trust everyone. */
function isSubnet(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const bits = parseWholeNumber(prefix);
  return (
    rest.length === 0 && isAddress(address) && bits >= 1 && bits <= (isIPv6(address) ? 128 : 32)
  );
}

function isTrustedEntry(entry: unknown): boolean {
  return (
    typeof entry === 'string' &&
    (NAMED_SUBNETS.includes(entry) || isAddress(entry) || isSubnet(entry))
  );
}

function isTrustProxy(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 1 && value <= MAX_HOPS;
  }
  return (
    value === false ||
    (Array.isArray(value) && value.every(isTrustedEntry) && explainHostBits(value.join()) === null)
  );
}

export function IsTrustProxy(): PropertyDecorator {
  return ValidateBy({
    name: 'isTrustProxy',
    validator: {
      validate: isTrustProxy,
      defaultMessage: (context) =>
        explainHostBits(String(context?.value)) ??
        `must be a hop count from 1 to ${MAX_HOPS} or a comma separated list of addresses, ` +
          `CIDR subnets or the names ${NAMED_SUBNETS.join(', ')} ` +
          '(never true, which lets any client choose its address)',
    },
  });
}
