import ipaddr from 'ipaddr.js';

const IPV6_PREFIX = 64;

/**
 * What limits count by. One subscriber has a whole /64 of IPv6 addresses (RFC 6177), so all of it
 * counts as one; an IPv4 address counts by itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_PREFIX}`);
  return `${network.toString()}/${IPV6_PREFIX}`;
}
