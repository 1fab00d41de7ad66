import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ForbiddenError } from '../../common/domain-error.js';
import { policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

@Injectable()
export class PermissionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { principal } = requestOf(context);
    const { admin, permission } = policyOf(context.getHandler());
    if (admin && principal?.role !== 'admin') {
      throw new ForbiddenError('This needs the role admin.');
    }
    if (permission !== undefined && principal?.permissions.includes(permission) !== true) {
      throw new ForbiddenError(`This needs the permission ${permission}.`);
    }
    return true;
  }
}
