import type { Request } from 'express';
import { countHeader } from '../../../platform/http/raw-headers.js';
import { ProofFlaw } from './proof-flaw.js';

/** A proof has about 600 characters. */
const MAX_LENGTH = 4_096;
/** The compact serialisation (RFC 7515, section 3.1). */
const COMPACT = /^([\w-]+)\.([\w-]+)\.[\w-]+$/;

type JsonObject = Record<string, unknown>;

/** A decoded proof whose signature has not been verified. */
export interface Proof {
  compact: string;
  /** Equal for all proofs of a client. */
  encodedHeader: string;
  header: JsonObject;
  claims: JsonObject;
}

export function hasProof({ rawHeaders }: Request): boolean {
  return countHeader(rawHeaders, 'dpop') > 0;
}

/** RFC 9449, section 4.3, rules 1 and 2. @throws ProofFlaw */
export function readProof(request: Request): Proof {
  const { dpop } = request.headers;
  if (countHeader(request.rawHeaders, 'dpop') !== 1 || typeof dpop !== 'string') {
    throw new ProofFlaw('The request must have exactly one DPoP header.');
  }
  if (dpop.length > MAX_LENGTH) throw new ProofFlaw('The proof is too long.');
  const [compact, encodedHeader, encodedClaims] = COMPACT.exec(dpop.trim()) ?? [];
  const header = decode(encodedHeader);
  const claims = decode(encodedClaims);
  if (!compact || !encodedHeader || header === null || claims === null) {
    throw new ProofFlaw('The proof must be a JWT.');
  }
  return { compact, encodedHeader, header, claims };
}

function decode(encoded = ''): JsonObject | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
