import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { SeatRequiredError } from '../admission.errors.js';
import { policyOf } from '../route-policy.js';
import { lacksSeat } from '../checks/standing-refusal.js';
import { requestOf } from './request-of.js';

@Injectable()
export class SeatGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request;
    const policy = policyOf(context.getHandler());
    if (policy.seat === undefined || principal?.seat === true) return true;
    if (!principal || lacksSeat(policy, principal, request)) throw new SeatRequiredError();
    return true;
  }
}
