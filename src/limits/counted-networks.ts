import { isIP } from 'node:net';
import { networkOf } from '../common/client-network.js';
import { WINDOW_SECONDS } from './quota.js';

const MOST_IN_A_WINDOW = 50_000;
const OTHERS = 'others';

/**
 * Under which name the failures of a network are counted. A flood from ever new networks must not
 * fill the memory, so those beyond a number count as one.
 */
export class CountedNetworks {
  private readonly networks = new Set<string>();
  private windowEndsAt = 0;

  constructor(private readonly most = MOST_IN_A_WINDOW) {}

  add(network: string, now: number): void {
    if (now >= this.windowEndsAt) {
      this.networks.clear();
      this.windowEndsAt = now + WINDOW_SECONDS * 1_000;
    }
    if (!this.isFull) this.networks.add(network);
  }

  nameOf(network: string): string {
    return this.isFull && !this.networks.has(network) ? OTHERS : network;
  }

  private get isFull(): boolean {
    return this.networks.size >= this.most;
  }
}

/** What a proxy reports that is no address may be of any length and content. */
export function countedNetworkOf(address: string): string {
  return isIP(address) === 0 ? OTHERS : networkOf(address);
}
