import { hash } from 'node:crypto';

interface Fingerprinted {
  method: string;
  /** The path and query of the request. */
  originalUrl: string;
  body?: unknown;
}

/**
 * SHA-256 of the method, the target and the body. The order of properties in the body does not
 * matter.
 *
 * @param also anything else that makes two requests different
 */
export function fingerprintOf({ method, originalUrl, body }: Fingerprinted, also: unknown): Buffer {
  return hash('sha256', JSON.stringify([method, originalUrl, body, also], inOneOrder), 'buffer');
}

function inOneOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
