import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All IPv6 addresses that are, or can become, public (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** A public number, but inside Azure it leads to the host of the virtual machine. */
const METADATA = '168.63.129.16';

/**
 * Rejects private, loopback, link-local, shared, multicast and reserved addresses, and IPv6
 * addresses that contain an IPv4 address (mapped, NAT64, 6to4, Teredo).
 *
 * @param address IPv4 or IPv6 without brackets
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6
    ? parsed.match(GLOBAL_UNICAST)
    : parsed.toString() !== METADATA;
}
