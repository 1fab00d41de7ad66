import { fromBase64Url } from './base64url.js';

export interface ReadJwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** The signed part. */
  signed: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
}

/** Parses a JWT without verifying it (RFC 7515, section 7.1). @returns null for any other text */
export function readJwt(token: string): ReadJwt | null {
  const parts = token.split('.');
  const [head, payload, tail] = parts;
  if (parts.length !== 3 || head === undefined || payload === undefined || tail === undefined) {
    return null;
  }
  const [header, claims, signature] = [objectOf(head), objectOf(payload), fromBase64Url(tail)];
  if (header === null || claims === null || signature === null) return null;
  return { header, claims, signature, signed: new TextEncoder().encode(`${head}.${payload}`) };
}

function objectOf(text: string): Record<string, unknown> | null {
  const bytes = fromBase64Url(text);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
