import { isIP } from 'node:net';
import { networkOf } from '../network/client-network.js';
import { WINDOW_SECONDS } from './quota.js';

const MOST_IN_A_WINDOW = 50_000;
const OTHERS = 'others';

/**
 * The networks whose failures are counted, and which of them are over the limit. A flood from ever
 * new networks must not fill the memory, so those beyond a number count as one.
 */
export class CountedNetworks {
  /** By the name it is counted under: until when it is over the limit, or 0. */
  private readonly networks = new Map<string, number>();
  private forgetAt = 0;

  constructor(private readonly most = MOST_IN_A_WINDOW) {}

  /** @returns the name to count it under */
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

  /** @returns null for one that is not known to be over the limit */
  exceededUntil(network: string, now: number): number | null {
    const until = this.networks.get(this.nameOf(network)) ?? 0;
    return until > now ? until : null;
  }

  private nameOf(network: string): string {
    return this.networks.has(network) || this.networks.size < this.most ? network : OTHERS;
  }
}

/** What a proxy reports that is no address may be of any length and content. */
export function countedNetworkOf(address: string): string {
  return isIP(address) === 0 ? OTHERS : networkOf(address);
}
