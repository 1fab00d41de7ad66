import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * A block such as `10.1.1.1/8` has host bits: bits of the address behind the prefix. It allows many
 * more addresses than the one it names, so it is probably a mistake.
 *
 * @param text blocks and other entries, separated by commas
 * @returns what is wrong with the first block that has host bits; `null` if none has
 */
export function explainHostBits(text: string): string | null {
  for (const entry of text.split(',')) {
    const block = entry.trim();
    const network = networkOf(block);
    if (network !== null && network !== block) return explanation(block, network);
  }
  return null;
}

function explanation(block: string, network: string): string {
  const [address = ''] = block.split('/', 1);
  return `must not contain ${block}, which has host bits: write ${network} for the block or ${address} for the address`;
}

/** @returns the block itself if it has no host bits; `null` if it is no block */
function networkOf(block: string): string | null {
  const [address = '', bits] = block.split('/', 2);
  if (isIP(address) === 0 || address.includes('%') || !ipaddr.isValidCIDR(block)) return null;
  const network =
    isIP(address) === 4
      ? ipaddr.IPv4.networkAddressFromCIDR(block)
      : ipaddr.IPv6.networkAddressFromCIDR(block);
  const isNetwork = ipaddr.parse(address).toNormalizedString() === network.toNormalizedString();
  return isNetwork ? block : `${network.toString()}/${bits}`;
}
