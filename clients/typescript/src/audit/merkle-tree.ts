const LEAF = 0;
const NODE = 1;

/** The hash of a leaf (RFC 6962, section 2.1). The first byte tells leaves and nodes apart. */
export function leafHash(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(join(Uint8Array.of(LEAF), new TextEncoder().encode(text)));
}

/** The root of a Merkle tree (RFC 6962, section 2.1) with one leaf at least. */
export async function merkleRoot(
  leaves: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const [only] = leaves;
  if (only === undefined) throw new RangeError('A Merkle tree needs a leaf.');
  if (leaves.length === 1) return only;
  const half = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const [left, right] = await Promise.all([
    merkleRoot(leaves.slice(0, half)),
    merkleRoot(leaves.slice(half)),
  ]);
  return sha256(join(Uint8Array.of(NODE), left, right));
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @returns null if the text is no SHA-256 in hexadecimal digits */
export function fromHex(text: unknown): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== 'string' || !/^[0-9a-f]{64}$/.test(text)) return null;
  return Uint8Array.from({ length: 32 }, (_byte, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
