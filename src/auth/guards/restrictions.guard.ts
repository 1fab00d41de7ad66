import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { requireUseFrom } from '../use-restrictions.js';

/** May the token be used from this address and this origin? */
@Injectable()
export class RestrictionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.principal) requireUseFrom(request.principal, request);
    return true;
  }
}
