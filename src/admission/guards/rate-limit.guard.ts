import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { LIMIT_CHECKS } from '../checks/checks.js';
import { CredentialLimits } from '../rate-limits/credential-limits.js';
import { quotaHeaders } from '../rate-limits/quota.js';
import { requestOf } from './request-of.js';
import { requireAllowed } from './require-allowed.js';

/** Counts the request toward the rate limit and sends the `RateLimit` headers. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: CredentialLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { principal } = requestOf(context);
    const counted = principal === undefined ? null : this.limits.count(principal);
    if (counted === null) return true;
    return counted.then((quota) => {
      requireAllowed(LIMIT_CHECKS, context, quota);
      context.getArgByIndex<Response>(1).set(quotaHeaders(quota));
      return true;
    });
  }
}
