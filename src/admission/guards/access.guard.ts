import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ACCESS_CHECKS } from '../checks/checks.js';
import { requireAllowed } from './require-allowed.js';

/** Runs the checks on scope, read-only access, seat and permission. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return requireAllowed(ACCESS_CHECKS, context);
  }
}
