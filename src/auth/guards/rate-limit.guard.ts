import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { CredentialLimits } from '../../limits/credential-limits.js';
import { RateLimitExceededError } from '../../limits/limits.errors.js';
import { isExceeded, quotaHeaders } from '../../limits/quota.js';
import type { Principal } from '../principal.js';
import { requestOf } from './request-of.js';

/** Counts the request of a limited credential, and tells in the answer what is left. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: CredentialLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { principal } = requestOf(context);
    if (!principal) return true;
    const limit = this.limits.limitOf(principal);
    return limit === null || this.count(principal, limit, context.getArgByIndex<Response>(1));
  }

  private async count(principal: Principal, limit: number, response: Response): Promise<true> {
    const quota = await this.limits.count(principal, limit);
    if (isExceeded(quota)) throw new RateLimitExceededError(quota);
    response.set(quotaHeaders(quota));
    return true;
  }
}
