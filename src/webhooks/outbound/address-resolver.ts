import { lookup, Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

export interface ResolvedAddress {
  address: string;
  family: number;
}

@Injectable()
export class AddressResolver {
  readonly dns = new Resolver({ timeout: 2_000, tries: 2 });

  /**
   * Asks DNS only. The system resolver also knows the hosts file and search domains, but it blocks
   * one of libuv's few threads per look-up: names whose servers do not answer would block all of
   * them.
   *
   * @param isTrusted the operator configured the name, so the system resolver is used
   */
  async resolve(hostname: string, isTrusted: boolean): Promise<ResolvedAddress[]> {
    if (isTrusted) return lookup(hostname, { all: true });
    const [ipv4, ipv6] = await Promise.allSettled([
      this.dns.resolve4(hostname),
      this.dns.resolve6(hostname),
    ]);
    const found = [...addressesIn(ipv4, 4), ...addressesIn(ipv6, 6)];
    if (found.length === 0) throw new Error('The name has no address.');
    return found;
  }
}

function addressesIn(result: PromiseSettledResult<string[]>, family: number): ResolvedAddress[] {
  const addresses = result.status === 'fulfilled' ? result.value : [];
  return addresses.map((address) => ({ address, family }));
}
