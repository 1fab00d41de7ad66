import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { USE_CHECKS } from '../checks/checks.js';
import { requireAllowed } from './require-allowed.js';

/** May the credential be used from here? */
@Injectable()
export class UseGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return requireAllowed(USE_CHECKS, context);
  }
}
