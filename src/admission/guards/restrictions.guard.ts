import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { requireUseFrom } from '../checks/use-restrictions.js';
import { requestOf } from './request-of.js';

/** May the token be used from this address and this origin? */
@Injectable()
export class RestrictionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    if (request.principal) requireUseFrom(request.principal, request);
    return true;
  }
}
