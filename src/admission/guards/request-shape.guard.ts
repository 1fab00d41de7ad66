import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { InvalidRequestError, NotAcceptableError } from '../../platform/errors/request.errors.js';
import {
  negotiateMediaType,
  prefersEvents,
  prefersLines,
  prefersPage,
} from '../../platform/http/media-type.js';
import { findFlaw } from '../../platform/http/json-flaws.js';
import { policyOf } from '../route-policy.js';
import type { RoutePolicy } from '../route-policy.js';
import { requestOf } from './request-of.js';

/**
 * Reports a malformed request, after the checks, so that only permitted callers learn about it.
 * Skips forward authentication: there the body belongs to the service behind the gateway.
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

function hasAnotherForm({ events, lines, page }: RoutePolicy, request: Request): boolean {
  return (
    (events === true && prefersEvents(request)) ||
    (lines === true && prefersLines(request)) ||
    (page === true && prefersPage(request))
  );
}
