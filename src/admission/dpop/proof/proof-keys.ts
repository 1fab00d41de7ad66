import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, importJWK } from 'jose';
import type { CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Proof } from './proof.js';
import { ProofFlaw } from './proof-flaw.js';
import { readKeyHeader } from './proof-header-rules.js';

const MAX_KEYS = 10_000;
/** A header with only a key has about 300 characters. */
const MAX_HEADER_LENGTH = 1_024;

export interface ProofKey {
  alg: string;
  key: CryptoKey | Uint8Array;
  /** RFC 7638, SHA-256. */
  jkt: string;
}

/**
 * Reads the keys of proofs. Caches keys to which a token is bound, because importing a key takes as
 * long as verifying a signature with it.
 */
@Injectable()
export class ProofKeys {
  private readonly known = new LRUCache<string, ProofKey>({ max: MAX_KEYS });

  /** @throws ProofFlaw */
  async read(proof: Proof): Promise<ProofKey> {
    return this.known.get(proof.encodedHeader) ?? readKey(proof);
  }

  keep({ encodedHeader }: Proof, key: ProofKey): void {
    if (encodedHeader.length <= MAX_HEADER_LENGTH) this.known.set(encodedHeader, key);
  }
}

async function readKey(proof: Proof): Promise<ProofKey> {
  const { alg, jwk } = readKeyHeader(proof);
  try {
    return { alg, key: await importJWK(jwk, alg), jkt: await calculateJwkThumbprint(jwk) };
  } catch {
    throw new ProofFlaw('The jwk of the proof does not fit its alg.');
  }
}
