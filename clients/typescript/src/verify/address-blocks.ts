/** 4 or 16 bytes. */
type Address = readonly number[];

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/**
 * @param blocks in the format of the service: `203.0.113.0/24,2001:db8::/32`
 * @returns false for an invalid address. An IPv4-mapped IPv6 address counts as the IPv4 address.
 */
export function isAddressInBlocks(address: string, blocks: string): boolean {
  const candidate = parseAddress(address);
  return candidate !== null && blocks.split(',').some((block) => contains(block.trim(), candidate));
}

function contains(block: string, candidate: Address): boolean {
  const [text = '', length] = block.split('/');
  const network = parseAddress(text);
  if (network === null || network.length !== candidate.length) return false;
  const bits = length === undefined ? network.length * 8 : Number(length);
  return network.every((byte, index) => {
    const mask = 0xff00 >> Math.min(8, Math.max(0, bits - index * 8));
    return ((byte ^ (candidate[index] ?? 0)) & mask & 0xff) === 0;
  });
}

function parseAddress(text: string): Address | null {
  const address = text.includes(':') ? parseIPv6(text) : parseIPv4(text);
  const isMapped = address?.length === 16 && MAPPED.every((byte, index) => address[index] === byte);
  return isMapped ? address.slice(12) : address;
}

function parseIPv4(text: string): Address | null {
  const bytes = IPV4.exec(text)?.slice(1).map(Number) ?? null;
  return bytes?.every((byte) => byte <= 255) === true ? bytes : null;
}

/** The URL parser accepts every spelling of an IPv6 address and normalizes it. */
function parseIPv6(text: string): Address | null {
  const url = `http://[${text}]`;
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(url)) return null;
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}
