import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ForbiddenError } from '../../platform/errors/domain-error.js';
import { policyOf } from '../route-policy.js';
import { findMissingRight } from '../checks/standing-refusal.js';
import { requestOf } from './request-of.js';

@Injectable()
export class PermissionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { principal } = requestOf(context);
    const missing = findMissingRight(policyOf(context.getHandler()), principal);
    if (missing === null) return true;
    throw new ForbiddenError(
      missing === 'admin' ? 'This needs the role admin.' : `This needs the permission ${missing}.`,
    );
  }
}
