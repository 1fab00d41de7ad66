import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { SeatRequiredError } from '../auth.errors.js';
import { policyOf } from '../route-policy.js';

@Injectable()
export class SeatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { principal } = context.switchToHttp().getRequest<Request>();
    if (policyOf(context.getHandler()).seat && principal?.seat !== true) {
      throw new SeatRequiredError();
    }
    return true;
  }
}
