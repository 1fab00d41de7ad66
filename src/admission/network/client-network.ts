import ipaddr from 'ipaddr.js';

const IPV6_PREFIX = 64;

/**
 * The network by which limits count. A subscriber usually has a /64 of IPv6 addresses (RFC 6177),
 * so it counts as one. IPv4 addresses count individually.
 */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${IPV6_PREFIX}`);
  return `${network.toString()}/${IPV6_PREFIX}`;
}
