import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { SeatRequiredError } from '../auth.errors.js';
import { concerns, policyOf } from '../route-policy.js';

@Injectable()
export class SeatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { seat } = policyOf(context.getHandler());
    if (request.principal?.seat !== true && concerns(seat, request.body)) {
      throw new SeatRequiredError();
    }
    return true;
  }
}
