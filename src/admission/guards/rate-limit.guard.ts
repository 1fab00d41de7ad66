import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { CredentialLimits } from '../rate-limits/credential-limits.js';
import { requestOf } from './request-of.js';

/** Counts the request of a limited credential, and tells in the answer what is left. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: CredentialLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { principal } = requestOf(context);
    const metered = principal === undefined ? null : this.limits.meter(principal);
    if (metered === null) return true;
    return metered.then((headers) => {
      context.getArgByIndex<Response>(1).set(headers);
      return true;
    });
  }
}
