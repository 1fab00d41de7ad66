import type { Proof } from './proof.js';
import { ProofFlaw } from './proof-flaw.js';
import type { ProofTarget } from './proof-target.js';
import { normaliseTarget } from './target-uri.js';

const JTI_MAX_LENGTH = 256;

/**
 * Generous, because the clock of a phone may be minutes off. The nonce already bounds the age of a
 * proof by the clock of the service (RFC 9449, section 11.1). `iat` only prevents proofs that were
 * made in advance.
 */
const IAT_WINDOW_SECONDS = 300;

type Claims = Proof['claims'];

/** RFC 9449, section 4.2: unique for the key that signs. @throws ProofFlaw */
export function readJti({ jti }: Claims): string {
  if (typeof jti === 'string' && jti !== '' && jti.length <= JTI_MAX_LENGTH) return jti;
  throw new ProofFlaw(`The proof must contain a jti of 1 to ${JTI_MAX_LENGTH} characters.`);
}

/** @throws ProofFlaw */
export function requireMethod({ htm }: Claims, { methods }: ProofTarget): void {
  if (methods.every((method) => method === htm)) return;
  throw new ProofFlaw('The htm of the proof is not the method of the request.');
}

/** @throws ProofFlaw */
export function requireTarget({ htu }: Claims, { uris }: ProofTarget): void {
  if (uris.length === 0) {
    throw new ProofFlaw('The gateway does not send the URL that the proof is for.');
  }
  const claimed = typeof htu === 'string' ? normaliseTarget(htu) : null;
  if (claimed !== null && uris.every((uri) => normaliseTarget(uri) === claimed)) return;
  throw new ProofFlaw('The htu of the proof is not the URL of the request.');
}

/** @throws ProofFlaw */
export function requireFresh({ iat }: Claims, now: Date): void {
  if (typeof iat !== 'number') throw new ProofFlaw('The proof must contain iat, in seconds.');
  if (Math.abs(now.getTime() / 1_000 - iat) <= IAT_WINDOW_SECONDS) return;
  throw new ProofFlaw(
    `The iat of the proof must be within ${IAT_WINDOW_SECONDS} seconds of the time of the service.`,
  );
}

/** @param digest of the token in base64url @throws ProofFlaw */
export function requireTokenHash({ ath }: Claims, digest: string): void {
  if (ath !== digest) throw new ProofFlaw('The ath of the proof is not the hash of the token.');
}
