import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, importJWK } from 'jose';
import type { CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Proof } from './proof.js';
import { ProofFlaw } from './proof-flaw.js';
import { readKeyHeader } from './proof-header-rules.js';

const MAX_KEYS = 10_000;
/** One with a key and nothing else has some 300 characters. */
const MAX_HEADER_LENGTH = 1_024;

export interface ProofKey {
  alg: string;
  key: CryptoKey | Uint8Array;
  /** RFC 7638, SHA-256. */
  jkt: string;
}

/**
 * The keys of proofs, by the header that brings them. Those that proved to be the key of a token are
 * kept: to read one again takes as long as to check a signature with it.
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
    throw new ProofFlaw('The jwk of the proof is not a key for its alg.');
  }
}
