import { Injectable, mixin } from '@nestjs/common';
import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  InvalidClientError,
  InvalidTokenError,
  MultipleCredentialsError,
} from '../../../admission/admission.errors.js';
import {
  clientCredentialOf,
  isClientId,
} from '../../../admission/authentication/client-authentication.js';
import { isWellFormedSecret } from '../../../admission/credentials/secret.js';
import { clientAddress } from '../../../admission/network/client-address.js';
import { CredentialResolver } from '../../../admission/resolution/credential.resolver.js';
import { isBound } from '../../../admission/dpop/token-possession.js';
import {
  ACCESS_CHECKS,
  LIMIT_CHECKS,
  CREDENTIAL_CHECKS,
} from '../../../admission/checks/checks.js';
import { evaluate } from '../../../admission/checks/evaluate.js';
import { NO_FACTS } from '../../../admission/checks/request-facts.js';
import { requirePassed } from '../../../admission/checks/require-passed.js';
import { requestOf } from '../../../admission/guards/request-of.js';
import { readCredential } from '../../../admission/authentication/presented-credential.js';
import type { PresentedCredential } from '../../../admission/authentication/presented-credential.js';
import { CredentialLimits } from '../../../admission/rate-limits/credential-limits.js';
import { FailedAuthentications } from '../../../admission/rate-limits/failed-authentications.js';
import { quotaHeaders } from '../../../admission/rate-limits/quota.js';
import { Config } from '../../../platform/config/config.js';
import type { Principal } from '../../../admission/principal.js';
import type { RoutePolicy } from '../../../admission/route-policy.js';

/** The policy for a second credential beside the token in the body. */
const SECOND_CREDENTIAL: RoutePolicy = { permission: 'tokens:introspect' };
const BEARER = /^Bearer (.+)$/i;

/**
 * Resolves the token in the body, which is the credential of the request: its holder needs no
 * other. A caller that presents a second credential needs the permission to introspect tokens. An
 * OAuth client that authenticates itself needs none. A token that is bound to a key does not count
 * here, because the request proves no key; it is not metered.
 *
 * @param field the field of the body that holds the token
 * @param metered whether the request counts towards the limit of the token; revoking one does not
 */
export function SubjectToken(field: string, { metered }: { metered: boolean }): Type<CanActivate> {
  @Injectable()
  class SubjectTokenGuard implements CanActivate {
    constructor(
      private readonly resolver: CredentialResolver,
      private readonly failures: FailedAuthentications,
      private readonly limits: CredentialLimits,
      private readonly config: Config,
    ) {}

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const request = requestOf(context);
      const token = (request.body as Record<string, unknown> | undefined)?.[field];
      if (typeof token !== 'string') return true;
      const response = context.getArgByIndex<Response>(1);
      await this.requireMayAsk(request, response, token);
      const principal = await this.resolve(token, request);
      if (principal === null) {
        await this.failures.count(clientAddress(request));
        return true;
      }
      request.principal = principal;
      if (metered && isBound(principal)) await this.failures.count(clientAddress(request));
      else if (metered) await this.meter(principal, response);
      return true;
    }

    /**
     * @throws InvalidTokenError, MultipleCredentialsError, or the refusal of a check:
     *   `address_not_allowed`, `origin_not_allowed`, `too_many_requests`
     */
    private async requireMayAsk(
      request: Request,
      response: Response,
      token: string,
    ): Promise<void> {
      const presented = readCredential(request, this.config);
      const second = secondCredentialOf(request, presented);
      if (second === null || second.secret === token) return;
      const caller = await this.resolve(second.secret, request);
      if (caller === null || isBound(caller) || !isFrom(second, caller)) {
        response.set(await this.failures.count(clientAddress(request)));
        throw second.clientId === undefined ? new InvalidTokenError() : new InvalidClientError();
      }
      const { origin } = request.headers;
      const facts = { ...NO_FACTS, address: clientAddress(request), origin };
      requirePassed(CREDENTIAL_CHECKS, caller, SECOND_CREDENTIAL, facts);
      await this.meter(caller, response);
      if (second.clientId !== undefined) return;
      const refusal = evaluate(ACCESS_CHECKS, caller, SECOND_CREDENTIAL, facts);
      if (refusal !== null) throw new MultipleCredentialsError();
    }

    /** @throws TooManyRequestsError */
    private async meter(principal: Principal, response: Response): Promise<void> {
      const quota = await this.limits.count(principal);
      if (quota === null) return;
      requirePassed(LIMIT_CHECKS, principal, {}, { ...NO_FACTS, quota });
      response.set(quotaHeaders(quota));
    }

    /** @throws TooManyFailedAuthenticationsError */
    private async resolve(secret: string, request: Request): Promise<Principal | null> {
      const address = clientAddress(request);
      return this.resolver.resolve(secret, address, () => {
        this.failures.requireLookUp(address);
      });
    }
  }
  return mixin(SubjectTokenGuard);
}

interface SecondCredential {
  secret: string;
  /** Only if an OAuth client authenticates itself. */
  clientId?: string | undefined;
}

/**
 * A cookie does not count here, because browsers send it without being asked. A client secret that
 * is not a token does not count either: the token in the body authenticates the request, but many
 * libraries need a client secret.
 */
function secondCredentialOf(
  request: Request,
  presented: PresentedCredential | null,
): SecondCredential | null {
  const credential = clientCredentialOf(request, presented?.source === 'header' ? presented : null);
  if (credential === null) return null;
  const { authorization, clientId } = credential;
  const secret = BEARER.exec(authorization)?.[1];
  if (secret === undefined) return null;
  return clientId === undefined || isWellFormedSecret(secret) ? { secret, clientId } : null;
}

function isFrom({ clientId }: SecondCredential, caller: Principal): boolean {
  return clientId === undefined || isClientId(clientId, caller);
}
