import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that is, or may become, an address of the internet (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Public by its number, but answered by the host of a virtual machine in Azure. */
const METADATA = '168.63.129.16';

/**
 * An address of the public internet: not private, loopback, link-local, shared, multicast or reserved,
 * nor an IPv6 address that leads to an IPv4 address (mapped, NAT64, 6to4, Teredo).
 *
 * @param address as DNS or `URL` write it, without brackets
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6
    ? parsed.match(GLOBAL_UNICAST)
    : parsed.toString() !== METADATA;
}
