import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { FailedAuthentications } from '../rate-limits/failed-authentications.js';
import { shareWithHost } from '../network/share-with-host.js';
import { CredentialRequiredError, InvalidTokenError } from '../admission.errors.js';
import { BearerStrategy } from '../authentication/bearer.strategy.js';
import { clientAddress } from '../network/client-address.js';
import { isBound, TokenPossession } from '../dpop/token-possession.js';
import { attempt } from '../authentication/passport-attempt.js';
import { readCredential, secretIn } from '../authentication/presented-credential.js';
import type { PresentedCredential } from '../authentication/presented-credential.js';
import type { Principal } from '../principal.js';
import { policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

/** A client that is to send the nonce has not failed yet. */
const FAILURES: ReadonlySet<ErrorCode> = new Set(['invalid_token', 'invalid_dpop_proof']);

/** Who is it? Later guards and services find the answer in `request.principal`. */
@Injectable()
export class BearerAuthGuard implements CanActivate {
  constructor(
    private readonly strategy: BearerStrategy,
    private readonly failures: FailedAuthentications,
    private readonly possession: TokenPossession,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const credential = readCredential(request);
    const policy = policyOf(context.getHandler());
    if (policy.public) return true;
    if (credential === null) {
      if (policy.anonymous) return true;
      throw new CredentialRequiredError();
    }
    request.credentialSource = credential.source;
    try {
      const found = attempt(this.strategy, {
        headers: { authorization: bearerFormOf(credential) },
        address: clientAddress(request),
      });
      const admitted =
        found instanceof Promise
          ? found.then((principal) => this.admit(context, credential, principal))
          : this.admit(context, credential, found);
      if (admitted === true) return true;
      return admitted.catch((error: unknown) => this.refuse(context, credential, error));
    } catch (error) {
      return this.refuse(context, credential, error);
    }
  }

  /** A cookie is for sessions. */
  private admit(
    context: ExecutionContext,
    credential: PresentedCredential,
    principal: Principal,
  ): true | Promise<true> {
    if (credential.source === 'cookie' && principal.kind !== 'session') {
      throw new InvalidTokenError();
    }
    const request = requestOf(context);
    request.principal = principal;
    if (principal.host !== null) {
      shareWithHost(request, context.getArgByIndex<Response>(1), principal.host);
    }
    return credential.isDpop || isBound(principal)
      ? this.requirePossession(context, credential, principal)
      : true;
  }

  private async requirePossession(
    context: ExecutionContext,
    credential: PresentedCredential,
    principal: Principal,
  ): Promise<true> {
    await this.possession.require(
      principal,
      credential,
      policyOf(context.getHandler()),
      requestOf(context),
      context.getArgByIndex<Response>(1),
    );
    return true;
  }

  private async refuse(
    context: ExecutionContext,
    { isDpop }: PresentedCredential,
    error: unknown,
  ): Promise<never> {
    if (error instanceof DomainError && FAILURES.has(error.code)) {
      const quota = await this.failures.count(clientAddress(requestOf(context)));
      context.switchToHttp().getResponse<Response>().set(quota);
    }
    throw isDpop && error instanceof InvalidTokenError
      ? await this.possession.invalidToken()
      : error;
  }
}

/** The strategy knows the scheme Bearer alone. */
function bearerFormOf(credential: PresentedCredential): string {
  return credential.isDpop ? `Bearer ${secretIn(credential)}` : credential.authorization;
}
