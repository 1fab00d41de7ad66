import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { requestOf } from '../../admission/guards/request-of.js';
import { RequestLimits } from '../../admission/rate-limits/request-limits.js';
import { Config } from '../../platform/config/config.js';

/** Limits how many values a user asks about, whatever the credential. */
@Injectable()
export class ValueLookupLimitGuard implements CanActivate {
  constructor(
    private readonly limits: RequestLimits,
    private readonly config: Config,
  ) {}

  /** @throws TooManyRequestsError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { principal } = requestOf(context);
    if (principal === undefined) return true;
    await this.limits.count(context.getArgByIndex<Response>(1), {
      policy: 'lookups',
      limit: this.config.valueLookupsPerMinute,
      key: principal.userId,
      message: 'Too many values. Ask about fewer values per minute.',
    });
    return true;
  }
}
