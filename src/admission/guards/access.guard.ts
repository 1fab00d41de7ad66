import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ACCESS_CHECKS } from '../checks/checks.js';
import { RequestChecks } from './request-checks.js';

/** Runs the checks on scope, read-only access, seat and permission. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly checks: RequestChecks) {}

  canActivate(context: ExecutionContext): boolean {
    return this.checks.require(ACCESS_CHECKS, context);
  }
}
