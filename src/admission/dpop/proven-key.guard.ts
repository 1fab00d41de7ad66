import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { requestOf } from '../guards/request-of.js';
import { readCredential, secretIn } from '../authentication/presented-credential.js';
import { hasProof } from './proof/proof.js';
import { ProofChecker } from './proof/proof-checker.js';
import { targetOf } from './proof/proof-target.js';

/**
 * Verifies the optional proof of a caller who wants a token bound to a key. `ath` is optional (RFC
 * 9449, section 5), but must match the token if present.
 *
 * @throws InvalidDpopProofError, DpopNonceRequiredError
 */
@Injectable()
export class ProvenKeyGuard implements CanActivate {
  constructor(
    private readonly checker: ProofChecker,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const credential = readCredential(request, this.config);
    if (credential === null || !hasProof(request)) return true;
    const secret = secretIn(credential);
    const target = targetOf(request, this.config);
    const { jkt } = await this.checker.check(request, { target, secret, jkt: null });
    request.provenKey = jkt;
    return true;
  }
}
