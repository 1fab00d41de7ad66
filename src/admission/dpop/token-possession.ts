import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Config } from '../../platform/config/config.js';
import { secretIn } from '../authentication/presented-credential.js';
import type { PresentedCredential } from '../authentication/presented-credential.js';
import type { Principal } from '../principal.js';
import type { RoutePolicy } from '../route-policy.js';
import { InvalidDpopTokenError } from './dpop.errors.js';
import { DpopNonces } from './nonces/dpop-nonces.js';
import { ProofChecker } from './proof/proof-checker.js';
import { forwardedTargetOf, targetOf } from './proof/proof-target.js';

/** Must each use of the token be proven? */
export function isBound({ child }: Principal): boolean {
  return child !== null && child.jkt !== null;
}

/** RFC 9449, section 7: a bound token is of use to the holder of its key only. */
@Injectable()
export class TokenPossession {
  constructor(
    private readonly checker: ProofChecker,
    private readonly nonces: DpopNonces,
    private readonly config: Config,
  ) {}

  /**
   * Tells in the answer the next nonce, when the one that was used is about to end (section 8.2).
   *
   * @param principal whose token is bound, or was presented with the scheme DPoP
   * @throws InvalidDpopTokenError, InvalidDpopProofError, DpopNonceRequiredError
   */
  async require(
    { child }: Principal,
    credential: PresentedCredential,
    { forwardAuth }: RoutePolicy,
    request: Request,
    response: Response,
  ): Promise<void> {
    await this.nonces.ready();
    const jkt = child?.jkt ?? null;
    if (jkt === null) this.refuse('The token is not bound to a key: its scheme is Bearer.');
    if (!credential.isDpop)
      this.refuse('The token is bound to a key: its scheme is DPoP, with a proof.');
    const target = forwardAuth ? forwardedTargetOf(request) : targetOf(request, this.config);
    const { nonce } = await this.checker.check(request, {
      target,
      secret: secretIn(credential),
      jkt,
    });
    if (!this.nonces.isCurrent(nonce)) response.setHeader('DPoP-Nonce', this.nonces.current);
  }

  /** The challenge for a token that is not good at all. */
  async invalidToken(): Promise<InvalidDpopTokenError> {
    await this.nonces.ready();
    return new InvalidDpopTokenError(this.nonces.current);
  }

  private refuse(reason: string): never {
    throw new InvalidDpopTokenError(this.nonces.current, reason);
  }
}
