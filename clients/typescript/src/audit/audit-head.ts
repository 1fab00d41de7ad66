import { canonicalJson } from './canonical-json.js';
import { sha256, toHex } from './merkle-tree.js';

/** The signed head of a batch of audit events. */
export interface AuditHead {
  /** 1 for the first head, and one more for each that follows. */
  sequence: number;
  /** The root of the Merkle tree of the events, in hexadecimal digits. */
  root: string;
  /** The SHA-256 of the head before; null for the first head. */
  previous: string | null;
  /** The time of the earliest event. */
  from: string;
  /** The time of the latest event. */
  to: string;
  /** The number of events. */
  count: number;
  /** Ed25519, in base64url. */
  signature: string;
  /** The id of the key: its thumbprint (RFC 7638). */
  kid: string;
}

/** An event of the audit trail. Later versions may add members. */
export interface AuditEvent {
  id: string;
  at: string;
  action: string;
  [member: string]: unknown;
}

/** Keeps the signature of a head from being taken for that of anything else. */
const CONTEXT = 'assistant-tokens audit head 1\n';

/** What the signature of the head covers. */
export function signedBytes({
  sequence,
  root,
  previous,
  from,
  to,
  count,
  kid,
}: Omit<AuditHead, 'signature'>): Uint8Array<ArrayBuffer> {
  const signed = { sequence, root, previous, from, to, count, kid };
  return new TextEncoder().encode(CONTEXT + canonicalJson(signed));
}

/** What the next head names as `previous`. */
export async function headHash(head: AuditHead): Promise<string> {
  return toHex(await sha256(new TextEncoder().encode(canonicalJson(head))));
}

/**
 * What the leaf of the event covers: its canonical JSON without members that are null, so that a
 * later version can add members. In `changes` every null counts.
 */
export function signedEvent(event: AuditEvent): string {
  const { actor, subject, ...rest } = event;
  return canonicalJson({
    ...withoutNulls(rest),
    actor: withoutNulls(actor as object),
    subject: withoutNulls(subject as object),
  });
}

function withoutNulls(members: object | undefined): object {
  return Object.fromEntries(Object.entries(members ?? {}).filter(([, value]) => value !== null));
}
