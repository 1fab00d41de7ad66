import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
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
  constructor(private readonly strategy: BearerStrategy) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const credential = readCredential(request);
    if (policyOf(context.getHandler()).public) return true;
    if (credential === null) throw new CredentialRequiredError();
    request.credentialSource = credential.source;
    const found = attempt(this.strategy, {
      headers: { authorization: credential.authorization },
      address: clientAddress(request),
    });
    return found instanceof Promise
      ? found.then((principal) => admit(request, principal))
      : admit(request, found);
  }
}

/** A cookie is for sessions. */
function admit(request: Request, principal: Principal): true {
  request.principal = principal;
  if (request.credentialSource === 'cookie' && principal.kind !== 'session') {
    throw new InvalidTokenError();
  }
  return true;
}
