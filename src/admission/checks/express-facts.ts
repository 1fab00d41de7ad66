import type { Request } from 'express';
import { clientAddress } from '../network/client-address.js';
import { isSafeRequest } from '../network/forwarded-request.js';
import type { Quota } from '../rate-limits/quota.js';
import type { RoutePolicy } from '../route-policy.js';
import type { Params, RequestFacts, UsedUpBudget } from './request-facts.js';

const NO_QUERY: Params = {};

/**
 * The facts of an Express request. Reads the query only once, as Express parses it on every access.
 */
export class ExpressFacts implements RequestFacts {
  constructor(
    private readonly request: Request,
    private readonly policy: RoutePolicy,
    readonly usedUp: UsedUpBudget | null = null,
  ) {}

  get isSafe(): boolean {
    return isSafeRequest(this.request, this.policy);
  }

  get params(): Params {
    return this.request.params;
  }

  get query(): Params {
    return this.request.originalUrl.includes('?') ? this.request.query : NO_QUERY;
  }

  get body(): unknown {
    return this.request.body as unknown;
  }

  /** Known once the rate limit has counted the request. */
  get quota(): Quota | null {
    return this.request.quota ?? null;
  }

  get address(): string {
    return clientAddress(this.request);
  }

  get origin(): string | undefined {
    return this.request.headers.origin;
  }
}
