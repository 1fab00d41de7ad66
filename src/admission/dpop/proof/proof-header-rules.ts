import type { JWK } from 'jose';
import { isObject } from './proof.js';
import type { Proof } from './proof.js';
import { ProofFlaw } from './proof-flaw.js';

/** By `alg`: ES256, and Ed25519 by both of its names (RFC 8037, RFC 9864). */
const CURVES: ReadonlyMap<unknown, { kty: string; crv: string }> = new Map([
  ['ES256', { kty: 'EC', crv: 'P-256' }],
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }],
]);

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4. */
const PRIVATE_MEMBERS = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

export interface ProofKeyHeader {
  alg: string;
  jwk: JWK;
}

/** RFC 9449, section 4.3, rules 4 to 7 without the signature. @throws ProofFlaw */
export function readKeyHeader({ header }: Proof): ProofKeyHeader {
  requireType(header.typ);
  const alg = readAlgorithm(header.alg);
  return { alg, jwk: readPublicKey(header.jwk, alg) };
}

function requireType(typ: unknown): void {
  if (typ !== 'dpop+jwt') throw new ProofFlaw('The typ of the proof must be dpop+jwt.');
}

function readAlgorithm(alg: unknown): string {
  if (typeof alg === 'string' && CURVES.has(alg)) return alg;
  throw new ProofFlaw('The alg of the proof must be ES256 or EdDSA.');
}

function readPublicKey(jwk: unknown, alg: string): JWK {
  if (!isObject(jwk)) throw new ProofFlaw('The proof must contain its public key as jwk.');
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) {
    throw new ProofFlaw('The jwk of the proof must not contain a private key.');
  }
  const { kty, crv } = CURVES.get(alg) ?? {};
  if (jwk.kty !== kty || jwk.crv !== crv) {
    throw new ProofFlaw('The jwk of the proof does not fit its alg.');
  }
  return jwk;
}
