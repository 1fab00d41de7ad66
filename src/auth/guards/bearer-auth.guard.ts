import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FailedAuthentications } from '../../limits/failed-authentications.js';
import { CredentialRequiredError, InvalidTokenError } from '../auth.errors.js';
import { BearerStrategy } from '../bearer.strategy.js';
import { clientAddress } from '../client-address.js';
import { attempt } from '../passport-attempt.js';
import { readCredential } from '../presented-credential.js';
import type { Principal } from '../principal.js';
import { policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

/** Who is it? Later guards and services find the answer in `request.principal`. */
@Injectable()
export class BearerAuthGuard implements CanActivate {
  constructor(
    private readonly strategy: BearerStrategy,
    private readonly failures: FailedAuthentications,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const credential = readCredential(request);
    if (policyOf(context.getHandler()).public) return true;
    if (credential === null) throw new CredentialRequiredError();
    request.credentialSource = credential.source;
    try {
      const found = attempt(this.strategy, {
        headers: { authorization: credential.authorization },
        address: clientAddress(request),
      });
      if (!(found instanceof Promise)) return admit(request, found);
      return found
        .then((principal) => admit(request, principal))
        .catch((error: unknown) => this.refuse(context, error));
    } catch (error) {
      return this.refuse(context, error);
    }
  }

  private async refuse(context: ExecutionContext, error: unknown): Promise<never> {
    if (error instanceof InvalidTokenError) {
      const quota = await this.failures.count(clientAddress(requestOf(context)));
      context.switchToHttp().getResponse<Response>().set(quota);
    }
    throw error;
  }
}

/** A cookie is for sessions; a token that is bound to a key is no bearer token. */
function admit(request: Request, principal: Principal): true {
  if (request.credentialSource === 'cookie' && principal.kind !== 'session') {
    throw new InvalidTokenError();
  }
  if (principal.child !== null && principal.child.jkt !== null) throw new InvalidTokenError();
  request.principal = principal;
  return true;
}
