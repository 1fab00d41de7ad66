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

/** Whether each use of the token requires a proof. */
export function isBound({ child }: Principal): boolean {
  return child !== null && child.jkt !== null;
}

/** Requires the holder of a bound token to prove possession of its key (RFC 9449, section 7). */
@Injectable()
export class TokenPossession {
  constructor(
    private readonly checker: ProofChecker,
    private readonly nonces: DpopNonces,
    private readonly config: Config,
  ) {}

  /**
   * Sends the next nonce if the one in the proof expires soon (section 8.2).
   *
   * @param principal has a bound token, or presented it with the scheme DPoP
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
    if (jkt === null) this.refuse('The token is not bound to a key. Use the scheme Bearer.');
    if (!credential.isDpop)
      this.refuse('The token is bound to a key. Use the scheme DPoP and send a proof.');
    const target = forwardAuth ? forwardedTargetOf(request) : targetOf(request, this.config);
    const { nonce } = await this.checker.check(request, {
      target,
      secret: secretIn(credential),
      jkt,
    });
    if (!this.nonces.isCurrent(nonce)) response.setHeader('DPoP-Nonce', this.nonces.current);
  }

  /** The error for an invalid token that was presented with the scheme DPoP. */
  async invalidToken(): Promise<InvalidDpopTokenError> {
    await this.nonces.ready();
    return new InvalidDpopTokenError(this.nonces.current);
  }

  private refuse(reason: string): never {
    throw new InvalidDpopTokenError(this.nonces.current, reason);
  }
}
