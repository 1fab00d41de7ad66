import type { AuditEvent, AuditHead } from './audit-head.js';

/** A public key (RFC 8037, section 2). */
export interface AuditKey {
  kid: string;
  kty: string;
  crv: string;
  x: string;
}

/** A line of an export. The events come before the head that signs them. */
export type ExportLine =
  | { type: 'event'; event: AuditEvent }
  /** `leaves` are the hashes of the events. Without it, retention has deleted the events. */
  | { type: 'head'; head: AuditHead; leaves?: string[] }
  | { type: 'key'; key: AuditKey };

/** @returns null if the text is no line of an export */
export function readLine(text: string): ExportLine | null {
  const line = objectIn(text);
  if (line === null) return null;
  const { type, event, head, leaves, key } = line;
  if (type === 'event' && has(event, { id: 'string', at: 'string', action: 'string' })) {
    return { type, event: event as unknown as AuditEvent };
  }
  if (type === 'head' && isHead(head) && (leaves === undefined || Array.isArray(leaves))) {
    return { type, head, ...(leaves !== undefined && { leaves: leaves.map(String) }) };
  }
  if (type === 'key' && has(key, { kid: 'string', kty: 'string', crv: 'string', x: 'string' })) {
    return { type, key: key as unknown as AuditKey };
  }
  return null;
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isHead(value: unknown): value is AuditHead {
  const members = {
    sequence: 'number',
    root: 'string',
    from: 'string',
    to: 'string',
    count: 'number',
    signature: 'string',
    kid: 'string',
  };
  if (!has(value, members)) return false;
  return value.previous === null || typeof value.previous === 'string';
}

function has(value: unknown, members: Record<string, string>): value is Record<string, unknown> {
  return (
    isObject(value) && Object.entries(members).every(([name, type]) => typeof value[name] === type)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
