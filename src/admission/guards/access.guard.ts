import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ACCESS_CHECKS } from '../checks/checks.js';
import { requireAllowed } from './require-allowed.js';

/** May the caller make this request? */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return requireAllowed(ACCESS_CHECKS, context);
  }
}
