import { Injectable, mixin } from '@nestjs/common';
import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidTokenError, MultipleCredentialsError } from '../auth/auth.errors.js';
import { clientAddress } from '../auth/client-address.js';
import { CredentialResolver } from '../auth/credential.resolver.js';
import { readCredential } from '../auth/presented-credential.js';
import { FailedAuthentications } from '../limits/failed-authentications.js';
import { requireUseFrom } from '../auth/use-restrictions.js';

const BEARER = /^Bearer (.+)$/i;

/**
 * Who is the token that the request is about? It is the credential of the request: whoever holds it
 * needs no other. A caller with a credential of its own must be allowed to look into tokens.
 *
 * @param field of the body that holds the token
 */
export function SubjectToken(field: string): Type<CanActivate> {
  @Injectable()
  class SubjectTokenGuard implements CanActivate {
    constructor(
      private readonly resolver: CredentialResolver,
      private readonly failures: FailedAuthentications,
    ) {}

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const request = context.switchToHttp().getRequest<Request>();
      const token = (request.body as Record<string, unknown> | undefined)?.[field];
      if (typeof token !== 'string') return true;
      await this.requireMayAsk(request, token);
      const address = clientAddress(request);
      const principal = await this.resolver.resolve(token, address, () => {
        this.failures.requireLookUp(address);
      });
      if (principal === null) await this.failures.count(address);
      else request.principal = principal;
      return true;
    }

    /** @throws InvalidTokenError, MultipleCredentialsError, AddressNotAllowedError, OriginNotAllowedError */
    private async requireMayAsk(request: Request, token: string): Promise<void> {
      const bearer = bearerOf(request);
      if (bearer === null || bearer === token) return;
      const caller = await this.resolver.resolve(bearer, clientAddress(request));
      if (caller === null) throw new InvalidTokenError();
      requireUseFrom(caller, request);
      if (!caller.permissions.includes('tokens:introspect')) throw new MultipleCredentialsError();
    }
  }
  return mixin(SubjectTokenGuard);
}

/** A cookie is no credential here: a browser sends it along by itself. */
function bearerOf(request: Request): string | null {
  const credential = readCredential(request);
  if (credential?.source !== 'header') return null;
  return BEARER.exec(credential.authorization)?.[1] ?? null;
}
