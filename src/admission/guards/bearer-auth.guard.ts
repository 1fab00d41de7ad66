import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { Config } from '../../platform/config/config.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-code.js';
import { FailedAuthentications } from '../rate-limits/failed-authentications.js';
import {
  CredentialRequiredError,
  InvalidClientError,
  InvalidTokenError,
} from '../admission.errors.js';
import { BearerStrategy } from '../authentication/bearer.strategy.js';
import type { BearerRequest } from '../authentication/bearer.strategy.js';
import { clientCredentialOf, isClientId } from '../authentication/client-authentication.js';
import { clientAddress } from '../network/client-address.js';
import { shareWithHost } from '../network/share-with-host.js';
import { isBound, TokenPossession } from '../dpop/token-possession.js';
import { bearerFormOf, readCredential, secretIn } from '../authentication/presented-credential.js';
import type { PresentedCredential } from '../authentication/presented-credential.js';
import type { Principal } from '../principal.js';
import { RefusalRecorder } from '../refusals/refusal-recorder.js';
import { policyOf } from '../route-policy.js';
import { refusedCallOf } from './refused-call.js';
import { requestOf } from './request-of.js';

/** The errors that count as failures. Missing a nonce is not one, as the client will retry. */
const FAILURES: ReadonlySet<ErrorCode> = new Set(['invalid_token', 'invalid_dpop_proof']);

/** Authenticates the request. Later guards and services find the principal in `request.principal`. */
@Injectable()
export class BearerAuthGuard extends AuthGuard() {
  constructor(
    strategy: BearerStrategy,
    private readonly failures: FailedAuthentications,
    private readonly possession: TokenPossession,
    private readonly refusals: RefusalRecorder,
    private readonly config: Config,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const presented = readCredential(request, this.config);
    const policy = policyOf(context.getHandler());
    const credential = policy.clientAuthentication
      ? clientCredentialOf(request, presented)
      : presented;
    // Without a credential, the checks decide whether the route needs one.
    if (policy.public || credential === null) return true;
    request.credential = credential;
    try {
      await super.canActivate(context);
      await this.requirePossession(context, credential);
      return true;
    } catch (error) {
      return this.refuse(context, credential, error);
    }
  }

  /** The part of the request that Passport sees, without query, body and session. */
  override getRequest(context: ExecutionContext): BearerRequest {
    const request = requestOf(context);
    const { credential } = request;
    if (credential === undefined) throw new CredentialRequiredError();
    return {
      headers: { authorization: bearerFormOf(credential) },
      address: clientAddress(request),
    };
  }

  /** Overridden because Nest drops the challenge. */
  override handleRequest<T extends Principal>(
    error: unknown,
    principal: T | false | undefined,
    challenge: unknown,
    context: ExecutionContext,
  ): T {
    if (error) throw error as Error;
    if (!principal) throw refusalFor(challenge);
    this.admit(context, principal);
    return principal;
  }

  /** @throws InvalidTokenError if the id of an OAuth client does not belong to its credential */
  private admit(context: ExecutionContext, principal: Principal): void {
    const request = requestOf(context);
    const clientId = request.credential?.clientId;
    if (clientId !== undefined && !isClientId(clientId, principal)) throw new InvalidTokenError();
    request.principal = principal;
    if (principal.host !== null) {
      shareWithHost(request, context.switchToHttp().getResponse<Response>(), principal.host);
    }
  }

  private async requirePossession(
    context: ExecutionContext,
    credential: PresentedCredential,
  ): Promise<void> {
    const request = requestOf(context);
    const { principal } = request;
    if (principal === undefined || !(credential.isDpop || isBound(principal))) return;
    await this.possession.require(
      principal,
      credential,
      policyOf(context.getHandler()),
      request,
      context.switchToHttp().getResponse<Response>(),
    );
  }

  private async refuse(
    context: ExecutionContext,
    credential: PresentedCredential,
    error: unknown,
  ): Promise<never> {
    const { isDpop, clientId } = credential;
    if (error instanceof DomainError && FAILURES.has(error.code)) {
      this.note(requestOf(context), credential, error);
      const quota = await this.failures.count(clientAddress(requestOf(context)));
      context.switchToHttp().getResponse<Response>().set(quota);
    }
    if (!(error instanceof InvalidTokenError)) throw error;
    if (clientId !== undefined) throw new InvalidClientError();
    throw isDpop ? await this.possession.invalidToken() : error;
  }

  private note(request: Request, credential: PresentedCredential, error: DomainError): void {
    const { principal } = request;
    const callOf = () => refusedCallOf(request);
    if (principal === undefined) this.refusals.noteInvalid(secretIn(credential), callOf);
    else this.refusals.noteProof(principal, error, callOf);
  }
}

/** A challenge without an error means that there was no bearer token (RFC 6750, section 3). */
function refusalFor(challenge: unknown): CredentialRequiredError | InvalidTokenError {
  if (typeof challenge !== 'string') return new InvalidTokenError();
  return challenge.includes('error=')
    ? new InvalidTokenError(challenge)
    : new CredentialRequiredError();
}
