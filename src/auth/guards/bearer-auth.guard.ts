import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FailedAuthentications } from '../../limits/failed-authentications.js';
import { CredentialRequiredError, InvalidTokenError } from '../auth.errors.js';
import { BearerStrategy } from '../bearer.strategy.js';
import type { BearerRequest } from '../bearer.strategy.js';
import { clientAddress } from '../client-address.js';
import { readCredential } from '../presented-credential.js';
import type { Principal } from '../principal.js';
import { policyOf } from '../route-policy.js';

/** Who is it? Later guards and services find the answer in `request.principal`. */
@Injectable()
export class BearerAuthGuard implements CanActivate {
  constructor(
    private readonly strategy: BearerStrategy,
    private readonly failures: FailedAuthentications,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const credential = readCredential(request);
    if (policyOf(context.getHandler()).public) return true;
    if (credential === null) throw new CredentialRequiredError();
    request.credentialSource = credential.source;
    const address = clientAddress(request);
    try {
      request.principal = await this.authenticate({
        headers: { authorization: credential.authorization },
        address,
      });
    } catch (error) {
      if (error instanceof InvalidTokenError) {
        http.getResponse<Response>().set(await this.failures.count(address));
      }
      throw error;
    }
    if (credential.source === 'cookie' && request.principal.kind !== 'session') {
      throw new InvalidTokenError();
    }
    return true;
  }

  /**
   * Runs the strategy as Passport would, without the middleware that Passport builds for each
   * request and without its second places to look for a token.
   *
   * @throws CredentialRequiredError, InvalidTokenError with the challenge of the strategy
   */
  private authenticate(request: BearerRequest): Promise<Principal> {
    return new Promise((resolve, reject) => {
      const attempt = Object.create(this.strategy) as PassportAttempt;
      attempt.success = resolve;
      attempt.error = reject;
      attempt.fail = (challenge) => {
        reject(refusalFor(challenge));
      };
      attempt.authenticate(request);
    });
  }
}

/** A challenge without an error answers a request without a bearer token (RFC 6750, section 3). */
function refusalFor(challenge: string | number): CredentialRequiredError | InvalidTokenError {
  if (typeof challenge === 'number') return new InvalidTokenError();
  return challenge.includes('error=')
    ? new InvalidTokenError(challenge)
    : new CredentialRequiredError();
}

interface PassportAttempt {
  authenticate: (request: BearerRequest) => void;
  success: (principal: Principal) => void;
  error: (error: Error) => void;
  fail: (challenge: string | number) => void;
}
