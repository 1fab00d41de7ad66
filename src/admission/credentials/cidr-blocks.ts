import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Block = [Address, number];

export const BLOCKS_MAX_LENGTH = 2_000;
/** The allowed characters. A pattern for valid blocks would be unreadable. */
export const BLOCKS_PATTERN = String.raw`^[0-9A-Fa-f:./,\s]+$`;
/** Bounds the work per request, which compares each block with the client address. */
export const MAX_BLOCKS = 100;

const MAX_PARSED = 1_000;
const parsed = new Map<string, readonly Block[]>();

/**
 * @param text one or several CIDR blocks or addresses, separated by commas
 * @returns the blocks in canonical form; `null` if a block is invalid or there are too many
 */
export function normaliseBlocks(text: string): string | null {
  if (text.length > BLOCKS_MAX_LENGTH || text.split(',', MAX_BLOCKS + 1).length > MAX_BLOCKS) {
    return null;
  }
  const blocks = text.split(',').map((part) => parseBlock(part.trim()));
  if (blocks.some((block) => block === null)) return null;
  return (blocks as Block[]).map(formatBlock).join(',');
}

/** An IPv4-mapped IPv6 address counts as the IPv4 address. */
export function isAddressInBlocks(address: string, blocks: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const candidate = ipaddr.process(address);
  return parseBlocks(blocks).some((block) => contains(block, candidate));
}

/** Whether every block of `narrow` lies within a block of `wide`. */
export function areBlocksWithin(narrow: string, wide: string): boolean {
  const blocks = parseBlocks(narrow);
  return within(blocks, parseBlocks(wide)).length === blocks.length;
}

/**
 * The blocks in both lists. `null` stands for all addresses.
 *
 * @returns an empty string if they do not overlap
 */
export function intersectBlocks(one: string | null, other: string | null): string | null {
  if (one === null || other === null || one === other) return one ?? other;
  const [some, others] = [parseBlocks(one), parseBlocks(other)];
  const common = [...within(some, others), ...within(others, some)];
  return [...new Set(common.map(formatBlock))].join(',');
}

function within(narrow: readonly Block[], wide: readonly Block[]): Block[] {
  return narrow.filter(([address, bits]) =>
    wide.some((block) => block[1] <= bits && contains(block, address)),
  );
}

/** Cached, because parsing takes 15 µs per block and tokens are used many times. */
function parseBlocks(text: string): readonly Block[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MAX_PARSED) parsed.clear();
  const blocks = text.split(',').map((part): Block => ipaddr.parseCIDR(part));
  parsed.set(text, blocks);
  return blocks;
}

/** Refuses ambiguous forms that ipaddr.js accepts: `10.1`, octal and hexadecimal parts, zones. */
function parseBlock(text: string): Block | null {
  const [address = ''] = text.split('/', 1);
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return null;
  const block = text.includes('/') ? text : `${text}/${family === 6 ? 128 : 32}`;
  return ipaddr.isValidCIDR(block) ? unmap(ipaddr.parseCIDR(block)) : null;
}

function unmap([address, bits]: Block): Block {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
    ? [address.toIPv4Address(), bits - 96]
    : [address, bits];
}

function formatBlock([address, bits]: Block): string {
  const text = `${address.toString()}/${bits}`;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network.toString()}/${bits}`;
}

function contains(block: Block, address: Address): boolean {
  return address.kind() === block[0].kind() && address.match(block);
}
