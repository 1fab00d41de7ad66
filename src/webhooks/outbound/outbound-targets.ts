import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Config } from '../../platform/config/config.js';
import type { AllowedHosts } from '../../platform/config/values/allowed-hosts.js';
import { isPublicAddress } from './public-address.js';

/** Allows public addresses over HTTPS, and the hosts in WEBHOOK_ALLOWED_HOSTS. */
@Injectable()
export class OutboundTargets {
  private readonly allowed: AllowedHosts;

  constructor({ webhookAllowedHosts }: Config) {
    this.allowed = webhookAllowedHosts ?? { names: [], blocks: [] };
  }

  /** @param address the host of the URL, or an address that it resolved to just now */
  mayConnect(url: URL, address: string): boolean {
    return (
      this.vouchesForName(url) ||
      this.vouchesForAddress(address) ||
      (url.protocol === 'https:' && isPublicAddress(address))
    );
  }

  /**
   * Checks what a URL shows without a DNS look-up.
   *
   * @returns the problem, phrased to follow the name of a field; `null` if there is none
   */
  findProblem(text: string): string | null {
    if (!URL.canParse(text)) return 'must be a URL';
    const url = new URL(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL';
    if (url.username !== '' || url.password !== '') return 'must not contain credentials';
    const address = addressIn(url);
    if (url.protocol === 'http:' && !this.mayTakePlain(url, address)) return 'must be an https URL';
    return address === null || this.mayConnect(url, address)
      ? null
      : 'must lead to a public address';
  }

  /** Whether the operator allows this host, on any port. */
  namesHost({ hostname }: URL): boolean {
    return this.allowed.names.some((name) => name === hostname || name.startsWith(`${hostname}:`));
  }

  /** A name may resolve to an allowed address, which is checked when the client connects. */
  private mayTakePlain(url: URL, address: string | null): boolean {
    if (this.vouchesForName(url)) return true;
    return address === null ? this.allowed.blocks.length > 0 : this.vouchesForAddress(address);
  }

  private vouchesForName(url: URL): boolean {
    const { names } = this.allowed;
    return names.includes(url.hostname) || names.includes(`${url.hostname}:${portOf(url)}`);
  }

  /** An IPv4-mapped IPv6 address counts as the IPv4 address. */
  private vouchesForAddress(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const candidate = ipaddr.process(address);
    return this.allowed.blocks.some(
      ([network, bits]) => network.kind() === candidate.kind() && candidate.match(network, bits),
    );
  }
}

/** `URL` has already normalized the many notations of an IP address. */
export function addressIn({ hostname }: URL): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}

function portOf({ port, protocol }: URL): string {
  return port !== '' ? port : protocol === 'https:' ? '443' : '80';
}
