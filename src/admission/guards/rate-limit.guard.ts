import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { LIMIT_CHECKS } from '../checks/checks.js';
import { CredentialLimits } from '../rate-limits/credential-limits.js';
import { quotaHeaders } from '../rate-limits/quota.js';
import { requestOf } from './request-of.js';
import { RequestChecks } from './request-checks.js';

/** Counts the request toward the rate limit and sends the `RateLimit` headers. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: CredentialLimits,
    private readonly checks: RequestChecks,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const { principal } = request;
    const counted = principal === undefined ? null : this.limits.count(principal);
    if (counted === null) return true;
    return counted.then((quota) => {
      request.quota = quota;
      this.checks.require(LIMIT_CHECKS, context);
      context.getArgByIndex<Response>(1).set(quotaHeaders(quota));
      return true;
    });
  }
}
