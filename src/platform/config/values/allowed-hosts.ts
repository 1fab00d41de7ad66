import { isIP } from 'node:net';
import { isFQDN, ValidateBy } from 'class-validator';
import ipaddr from 'ipaddr.js';
import { explainHostBits } from '../../network/host-bits.js';

export interface AllowedHosts {
  /** Lower case; with a port, that port only. */
  names: readonly string[];
  blocks: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
}

/** @returns the text itself where one of the entries is none */
export function parseAllowedHosts(text: string): AllowedHosts | string {
  if (explainHostBits(text) !== null) return text;
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  const names: string[] = [];
  const blocks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const entry of entries) {
    const block = parseBlock(entry);
    if (block !== null) blocks.push(block);
    else if (isHostWithPort(entry)) names.push(entry);
    else return text;
  }
  return { names, blocks };
}

function parseBlock(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  const [address = ''] = entry.split('/', 1);
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return null;
  const block = entry.includes('/') ? entry : `${entry}/${family === 6 ? 128 : 32}`;
  return ipaddr.isValidCIDR(block) ? ipaddr.parseCIDR(block) : null;
}

/** An IPv6 address with a port is in brackets. */
function isHostWithPort(entry: string): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/]+)(?::([1-9]\d{0,4}))?$/.exec(entry);
  if (match === null || Number(match[2] ?? 1) > 65_535) return false;
  const host = match[1] as string;
  return host.startsWith('[')
    ? isIP(host.slice(1, -1)) === 6 && match[2] !== undefined
    : isIP(host) === 4 || (isFQDN(host, { require_tld: false }) && !/(^|\.)\d+$/.test(host));
}

export function IsAllowedHosts(): PropertyDecorator {
  return ValidateBy({
    name: 'isAllowedHosts',
    validator: {
      validate: (value) => typeof value === 'object' && value !== null,
      defaultMessage: (context) =>
        explainHostBits(String(context?.value)) ??
        'must be a comma separated list of host, host:port, IP address or CIDR block',
    },
  });
}
