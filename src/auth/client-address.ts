import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Some proxies report the port too: `203.0.113.7:50000`, `[2001:db8::1]:50000`. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([^\]]*)\])(?::\d+)?$/;

/** As the trusted proxies report it; an IPv4-mapped IPv6 address in its IPv4 form. */
export function clientAddress({ ip = '' }: Pick<Request, 'ip'>): string {
  const [, ipv4, ipv6] = WITH_PORT.exec(ip) ?? [];
  const address = ipv4 ?? ipv6 ?? ip;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
