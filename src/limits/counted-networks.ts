import { isIP } from 'node:net';
import { networkOf } from '../common/client-network.js';
import { WINDOW_SECONDS } from './quota.js';

const MOST_IN_A_WINDOW = 50_000;
const OTHERS = 'others';

/**
 * Names what the failures of an address are counted by. A flood from ever new networks must not
 * fill the memory, so those beyond a number count as one; so does what a proxy reports that is no
 * address.
 */
export class CountedNetworks {
  private readonly networks = new Set<string>();
  private windowEndsAt = 0;

  add(address: string, now: number): void {
    if (now >= this.windowEndsAt) {
      this.networks.clear();
      this.windowEndsAt = now + WINDOW_SECONDS * 1_000;
    }
    if (isIP(address) !== 0 && !this.isFull) this.networks.add(networkOf(address));
  }

  nameOf(address: string): string {
    if (isIP(address) === 0) return OTHERS;
    const network = networkOf(address);
    return this.isFull && !this.networks.has(network) ? OTHERS : network;
  }

  private get isFull(): boolean {
    return this.networks.size >= MOST_IN_A_WINDOW;
  }
}
