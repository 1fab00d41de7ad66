import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ReadOnlyError } from '../admission.errors.js';
import { isSafeRequest } from '../network/forwarded-request.js';
import { policyOf } from '../route-policy.js';
import { isOpenToReadOnly } from '../checks/standing-refusal.js';
import { requestOf } from './request-of.js';

@Injectable()
export class ReadOnlyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    if (principal?.readOnly !== true) return true;
    const policy = policyOf(context.getHandler());
    if (isSafeRequest(request, policy) || isOpenToReadOnly(policy, principal, request)) return true;
    throw new ReadOnlyError();
  }
}
