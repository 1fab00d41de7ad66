import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ReadOnlyError } from '../auth.errors.js';
import { isOwnToken } from '../own-resource.js';
import { policyOf } from '../route-policy.js';
import { isSafeMethod } from '../safe-method.js';
import { requestOf } from './request-of.js';

@Injectable()
export class ReadOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { principal, method, params } = requestOf(context);
    if (principal?.readOnly !== true || isSafeMethod(method)) return true;
    const exception = policyOf(context.getHandler()).allowReadOnly;
    if (exception && isOwnToken(params, exception.token, principal)) return true;
    throw new ReadOnlyError();
  }
}
