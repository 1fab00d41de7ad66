import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { SeatRequiredError } from '../auth.errors.js';
import { concerns, policyOf } from '../route-policy.js';

@Injectable()
export class SeatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { principal } = request;
    const { seat } = policyOf(context.getHandler());
    if (seat === undefined || principal?.seat === true) return true;
    if (!principal || concerns(seat, request, principal)) throw new SeatRequiredError();
    return true;
  }
}
