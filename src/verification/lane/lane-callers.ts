import { Injectable } from '@nestjs/common';
import { PrincipalCache } from '../../admission/cache/principal-cache.js';
import { CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import { NO_FACTS } from '../../admission/checks/request-facts.js';
import type { RequestFacts } from '../../admission/checks/request-facts.js';
import { digestKeyOf } from '../../admission/credentials/secret.js';
import { isBound } from '../../admission/dpop/token-possession.js';
import type { Caller } from '../../admission/principal.js';
import { CredentialLimits } from '../../admission/rate-limits/credential-limits.js';
import { FailedAuthentications } from '../../admission/rate-limits/failed-authentications.js';
import { CredentialResolver } from '../../admission/resolution/credential.resolver.js';
import type { RoutePolicy } from '../../admission/route-policy.js';
import { Clock } from '../../platform/clock/clock.js';
import { ClientAddresses } from './client-addresses.js';
import type { PlainRequest } from './plain-request.js';

/** Finds the caller of a plain request and runs the same checks as the guards. */
@Injectable()
export class LaneCallers {
  constructor(
    private readonly cache: PrincipalCache,
    private readonly limits: CredentialLimits,
    private readonly addresses: ClientAddresses,
    private readonly resolver: CredentialResolver,
    private readonly failures: FailedAuthentications,
    private readonly clock: Clock,
  ) {}

  /** @returns `null` if the caller is not in the cache or a check might refuse the request */
  find(
    request: PlainRequest,
    policy: RoutePolicy,
    { isSafe, query }: Pick<RequestFacts, 'isSafe' | 'query'>,
    now: Date,
  ): Caller | null {
    const principal = this.cache.peek(digestKeyOf(request.secret), now);
    if (principal == null || isBound(principal) || this.limits.isLimited(principal)) return null;
    if (principal.readOnly && request.namesMethod) return null;
    const address = this.addresses.of(request);
    const facts = {
      isSafe,
      params: NO_FACTS.params,
      query,
      body: undefined,
      address,
      origin: undefined,
      quota: null,
      usedUp: null,
    };
    return evaluate(CHECKS, principal, policy, facts) === null ? { principal, address } : null;
  }

  /**
   * Looks up a credential that is not in the cache.
   *
   * @returns `null` if there is nothing to look up, or if the cache is not trusted; otherwise a
   *   promise that never rejects: what failed here fails again in Nest, which responds to it
   */
  lookUp(request: PlainRequest): Promise<unknown> | null {
    const { secret } = request;
    if (!this.cache.isCurrent) return null;
    if (this.cache.peek(digestKeyOf(secret), this.clock.now()) !== undefined) return null;
    try {
      const found = this.resolver.resolve(secret, this.addresses.of(request), (address) => {
        this.failures.requireLookUp(address);
      });
      return found instanceof Promise ? found.catch(() => null) : null;
    } catch {
      return null;
    }
  }
}
