import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidRequestError, NotAcceptableError } from '../../platform/errors/request.errors.js';
import { negotiateMediaType, prefersEvents, prefersPage } from '../../platform/http/media-type.js';
import { findFlaw } from '../../platform/http/json-flaws.js';
import { policyOf } from '../route-policy.js';
import type { RoutePolicy } from '../route-policy.js';
import { requestOf } from './request-of.js';

/**
 * A malformed request is told so only after the caller turned out to be allowed to make it. What a
 * gateway sends along with its question is for the service behind it to judge.
 */
@Injectable()
export class RequestShapeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const policy = policyOf(context.getHandler());
    if (policy.forwardAuth) return true;
    const request = requestOf(context);
    if (request.bodyError) throw request.bodyError;
    const flaw = request.originalUrl.includes('?') ? findFlaw(request.query) : null;
    if (flaw !== null) throw new InvalidRequestError(`The query ${flaw}.`);
    if (negotiateMediaType(request) === null && !hasAnotherForm(policy, request)) {
      throw new NotAcceptableError();
    }
    return true;
  }
}

function hasAnotherForm({ events, page }: RoutePolicy, request: Request): boolean {
  return (events === true && prefersEvents(request)) || (page === true && prefersPage(request));
}
