import { fromBase64Url } from '../verify/base64url.js';
import { headHash, signedBytes, signedEvent } from './audit-head.js';
import type { AuditEvent, AuditHead } from './audit-head.js';
import { batchDifferences } from './batch-differences.js';
import type { EventFault } from './batch-differences.js';
import { readLine } from './export-line.js';
import type { AuditKey, ExportLine } from './export-line.js';
import { fromHex, leafHash, merkleRoot, toHex } from './merkle-tree.js';

/** Why an export is not what the service signed. */
export type AuditFault =
  | (EventFault & { head: number })
  | { fault: 'not_signed'; eventId: string }
  | { fault: 'bad_signature' | 'unknown_key' | 'bad_leaves' | 'bad_times'; head: number }
  /** A head follows that does not continue the one before. */
  | { fault: 'broken_chain'; head: number }
  /** The events of the head are missing, but not at the beginning of the trail. */
  | { fault: 'events_missing'; head: number }
  | { fault: 'bad_line'; line: number };

export interface AuditVerification {
  /** Whether the export is what the service signed, from the first head to the last. */
  ok: boolean;
  faults: AuditFault[];
  /** The number of events that signed heads cover. */
  events: number;
  /** The first head. What came before it is not verified. */
  first: AuditHead | null;
  /** The last head. Compare it with a head from another place: a cut end cannot be seen. */
  last: AuditHead | null;
  /** The last of the first heads whose events the export does not contain; null if there is none. */
  cutUpTo: number | null;
  /** `export` if the export itself named the keys, which proves nothing about who signed it. */
  keysFrom: 'given' | 'export';
}

export interface AuditVerificationOptions {
  /** The public keys of the service, from `/.well-known/audit-keys.json`. */
  keys?: readonly AuditKey[] | undefined;
}

/**
 * Verifies an export of the audit trail without the service.
 *
 * @param lines the lines of the export, which may be read as a stream
 */
export async function verifyAuditExport(
  lines: Iterable<string> | AsyncIterable<string>,
  { keys }: AuditVerificationOptions = {},
): Promise<AuditVerification> {
  const verifier = new ExportVerifier(keys);
  for await (const line of lines) await verifier.read(line);
  return verifier.finish();
}

class ExportVerifier {
  readonly #faults: AuditFault[] = [];
  readonly #keys = new Map<string, AuditKey>();
  readonly #given: boolean;
  #line = 0;
  #waiting: { event: AuditEvent; hash: string }[] = [];
  #first: AuditHead | null = null;
  #last: AuditHead | null = null;
  #cutUpTo: number | null = null;
  #events = 0;

  constructor(keys: readonly AuditKey[] | undefined) {
    this.#given = keys !== undefined;
    for (const key of keys ?? []) this.#keys.set(key.kid, key);
  }

  async read(text: string): Promise<void> {
    this.#line++;
    if (text.trim() === '') return;
    const line = readLine(text);
    if (line === null) this.#faults.push({ fault: 'bad_line', line: this.#line });
    else if (line.type === 'event') await this.#readEvent(line.event);
    else if (line.type === 'head') await this.#readHead(line);
    else if (!this.#given) this.#keys.set(line.key.kid, line.key);
  }

  finish(): AuditVerification {
    for (const { event } of this.#waiting) {
      this.#faults.push({ fault: 'not_signed', eventId: event.id });
    }
    return {
      ok: this.#faults.length === 0 && this.#last !== null,
      faults: this.#faults,
      events: this.#events,
      first: this.#first,
      last: this.#last,
      cutUpTo: this.#cutUpTo,
      keysFrom: this.#given ? 'given' : 'export',
    };
  }

  async #readEvent(event: AuditEvent): Promise<void> {
    this.#waiting.push({ event, hash: toHex(await leafHash(signedEvent(event))) });
  }

  async #readHead({ head, leaves }: Extract<ExportLine, { type: 'head' }>): Promise<void> {
    const events = this.#waiting;
    this.#waiting = [];
    await this.#checkSignature(head);
    await this.#checkChain(head);
    if (leaves === undefined) this.#skipEvents(head, events);
    else await this.#checkEvents(head, leaves, events);
    this.#first ??= head;
    this.#last = head;
  }

  async #checkSignature(head: AuditHead): Promise<void> {
    const key = this.#keys.get(head.kid);
    if (key === undefined) this.#fail('unknown_key', head);
    else if (!(await isSignedBy(head, key))) this.#fail('bad_signature', head);
  }

  async #checkChain(head: AuditHead): Promise<void> {
    const last = this.#last;
    const continues =
      last === null
        ? head.sequence !== 1 || head.previous === null
        : head.sequence === last.sequence + 1 && head.previous === (await headHash(last));
    if (!continues) this.#fail('broken_chain', head);
  }

  #skipEvents(head: AuditHead, events: { event: AuditEvent }[]): void {
    const isAtBeginning = this.#events === 0 && events.length === 0;
    if (isAtBeginning) this.#cutUpTo = head.sequence;
    else this.#fail('events_missing', head);
  }

  async #checkEvents(
    head: AuditHead,
    leaves: readonly string[],
    events: { event: AuditEvent; hash: string }[],
  ): Promise<void> {
    const hashes = leaves.map(fromHex).filter((leaf) => leaf !== null);
    const isWhole = hashes.length === head.count && hashes.length === leaves.length;
    if (!isWhole || head.count === 0 || toHex(await merkleRoot(hashes)) !== head.root) {
      this.#fail('bad_leaves', head);
      return;
    }
    const differences = batchDifferences(
      leaves,
      events.map(({ event, hash }) => ({ id: event.id, hash })),
    );
    for (const difference of differences) {
      this.#faults.push({ ...difference, head: head.sequence });
    }
    const times = events.map(({ event }) => event.at).sort();
    if (differences.length === 0 && (times[0] !== head.from || times.at(-1) !== head.to)) {
      this.#fail('bad_times', head);
    }
    this.#events += events.length;
  }

  #fail(
    fault:
      | 'bad_signature'
      | 'unknown_key'
      | 'bad_leaves'
      | 'bad_times'
      | 'broken_chain'
      | 'events_missing',
    { sequence }: AuditHead,
  ): void {
    this.#faults.push({ fault, head: sequence });
  }
}

async function isSignedBy(head: AuditHead, { kty, crv, x }: AuditKey): Promise<boolean> {
  const signature = fromBase64Url(head.signature);
  if (signature === null) return false;
  try {
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, [
      'verify',
    ]);
    return await crypto.subtle.verify({ name: 'Ed25519' }, key, signature, signedBytes(head));
  } catch {
    return false;
  }
}
