import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { compactVerify } from 'jose';
import { Clock } from '../../../platform/clock/clock.js';
import {
  DpopNonceRequiredError,
  InvalidDpopProofError,
  InvalidDpopTokenError,
} from '../dpop.errors.js';
import { DpopNonces } from '../nonces/dpop-nonces.js';
import { readProof } from './proof.js';
import type { Proof } from './proof.js';
import {
  readJti,
  requireFresh,
  requireMethod,
  requireTarget,
  requireTokenHash,
} from './proof-claim-rules.js';
import { ProofFlaw } from './proof-flaw.js';
import { ProofKeys } from './proof-keys.js';
import type { ProofKey } from './proof-keys.js';
import type { ProofTarget } from './proof-target.js';
import { UsedProofs } from './used-proofs.js';

export interface CheckedProof {
  /** The thumbprint of the key that signed the proof. */
  jkt: string;
  nonce: unknown;
}

export interface ProvenUse {
  target: ProofTarget;
  /** The token that is presented with the proof. */
  secret: string;
  /** The key that the token is bound to; `null` if any key is acceptable. */
  jkt: string | null;
}

/**
 * Checks proofs (RFC 9449, section 4.3): cheap rules first, the signature and the database last.
 */
@Injectable()
export class ProofChecker {
  constructor(
    private readonly keys: ProofKeys,
    private readonly nonces: DpopNonces,
    private readonly used: UsedProofs,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws InvalidDpopProofError, InvalidDpopTokenError, DpopNonceRequiredError
   */
  async check(request: Request, use: ProvenUse): Promise<CheckedProof> {
    await this.nonces.ready();
    try {
      const proof = readProof(request);
      const key = await this.keys.read(proof);
      this.requireKey(key, use);
      const jti = this.requireClaims(proof, use);
      this.requireNonce(proof);
      await requireSignature(proof, key);
      if (use.jkt !== null) this.keys.keep(proof, key);
      await this.requireUnused(key, jti);
      return { jkt: key.jkt, nonce: proof.claims.nonce };
    } catch (error) {
      if (!(error instanceof ProofFlaw)) throw error;
      throw new InvalidDpopProofError(this.nonces.current, error.message);
    }
  }

  private requireKey({ jkt }: ProofKey, use: ProvenUse): void {
    if (use.jkt === null || jkt === use.jkt) return;
    throw new InvalidDpopTokenError(this.nonces.current, 'The token is bound to another key.');
  }

  private requireClaims({ claims }: Proof, { target, secret, jkt }: ProvenUse): string {
    requireMethod(claims, target);
    requireTarget(claims, target);
    requireFresh(claims, this.clock.now());
    if (jkt !== null || claims.ath !== undefined) {
      requireTokenHash(claims, hash('sha256', secret, 'base64url'));
    }
    return readJti(claims);
  }

  private requireNonce({ claims: { nonce } }: Proof): void {
    if (!this.nonces.isGood(nonce)) throw new DpopNonceRequiredError(this.nonces.current);
  }

  /** If the list of used proofs was lost, all nonces from before become invalid. */
  private async requireUnused({ jkt }: ProofKey, jti: string): Promise<void> {
    if (await this.used.add(jkt, jti)) return;
    if (await this.nonces.wereReplaced()) throw new DpopNonceRequiredError(this.nonces.current);
    throw new ProofFlaw('The proof was used before.');
  }
}

async function requireSignature({ compact }: Proof, { key, alg }: ProofKey): Promise<void> {
  try {
    await compactVerify(compact, key, { algorithms: [alg] });
  } catch {
    throw new ProofFlaw('The signature of the proof does not match its key.');
  }
}
