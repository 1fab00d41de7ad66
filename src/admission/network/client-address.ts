import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

/** Some proxies add the port: `203.0.113.7:50000`, `[2001:db8::1]:50000`. */
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+)|\[([^\]]*)\])(?::\d+)?$/;

const MAX_KNOWN = 10_000;
/** With a port and an IPv4-mapped IPv6 address. */
const ADDRESS_MAX_LENGTH = 60;
const known = new Map<string, string>();

/** The address that the trusted proxies report, normalized. IPv4-mapped IPv6 becomes IPv4. */
export function clientAddress(request: Request): string {
  const isDirect = request.headers['x-forwarded-for'] === undefined;
  return normalAddress((isDirect ? request.socket.remoteAddress : request.ip) ?? '');
}

export function normalAddress(ip: string): string {
  return known.get(ip) ?? remember(ip, normalise(ip));
}

function remember(ip: string, address: string): string {
  if (ip.length > ADDRESS_MAX_LENGTH) return address;
  if (known.size >= MAX_KNOWN) known.clear();
  // A part of a header keeps all of the header in memory, so the key is a copy.
  known.set(Buffer.from(ip).toString(), address);
  return address;
}

function normalise(ip: string): string {
  const [, ipv4, ipv6] = WITH_PORT.exec(ip) ?? [];
  const address = ipv4 ?? ipv6 ?? ip;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
