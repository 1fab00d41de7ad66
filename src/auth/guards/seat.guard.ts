import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { SeatRequiredError } from '../auth.errors.js';
import { concerns, policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

@Injectable()
export class SeatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    const { seat } = policyOf(context.getHandler());
    if (seat === undefined || principal?.seat === true) return true;
    if (!principal || concerns(seat, request, principal)) throw new SeatRequiredError();
    return true;
  }
}
