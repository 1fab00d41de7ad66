import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** As the trusted proxies report it; an IPv4-mapped IPv6 address in its IPv4 form. */
export function clientAddress(request: Request): string {
  const address = request.ip ?? '';
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
