import { isIP } from 'node:net';
import { networkOf } from '../network/client-network.js';
import { WINDOW_SECONDS } from './quota.js';

const MOST_IN_A_WINDOW = 50_000;
const OTHERS = 'others';

/**
 * Tracks the networks whose failures are counted, and which of them exceeded the limit. All
 * networks beyond a maximum count as one, so that a flood from ever new networks cannot fill the
 * memory.
 */
export class CountedNetworks {
  /** By counter name, the time until which the network exceeds the limit, or 0. */
  private readonly networks = new Map<string, number>();
  private forgetAt = 0;

  constructor(private readonly most = MOST_IN_A_WINDOW) {}

  /** @returns the name of the counter for this network */
  add(network: string, now: number): string {
    if (now >= this.forgetAt) {
      this.networks.clear();
      this.forgetAt = now + WINDOW_SECONDS * 1_000;
    }
    const name = this.nameOf(network);
    if (!this.networks.has(name)) this.networks.set(name, 0);
    return name;
  }

  markExceeded(name: string, until: number): void {
    this.networks.set(name, until);
  }

  /** @returns `null` if the network is not known to exceed the limit */
  exceededUntil(network: string, now: number): number | null {
    const until = this.networks.get(this.nameOf(network)) ?? 0;
    return until > now ? until : null;
  }

  /** Whether the counter is for this network alone. */
  isAlone(network: string): boolean {
    return this.nameOf(network) !== OTHERS;
  }

  private nameOf(network: string): string {
    return this.networks.has(network) || this.networks.size < this.most ? network : OTHERS;
  }
}

/** Proxies may report values that are not addresses, of any length. They share one counter. */
export function countedNetworkOf(address: string): string {
  return isIP(address) === 0 ? OTHERS : networkOf(address);
}
