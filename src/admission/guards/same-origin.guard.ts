import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Config } from '../../platform/config/config.js';
import { publicOrigin } from '../../platform/config/public-url.js';
import { OriginNotAllowedError } from '../admission.errors.js';
import { isSafeRequest } from '../network/forwarded-request.js';
import { policyOf } from '../route-policy.js';
import { requestOf } from './request-of.js';

/** Prevents CSRF: browsers send the session cookie with requests that other sites trigger. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  private readonly origin: string | null;

  constructor(config: Config) {
    this.origin = publicOrigin(config);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    if (request.credential?.source !== 'cookie') return true;
    if (isSafeRequest(request, policyOf(context.getHandler()))) return true;
    if (this.isSameOrigin(request)) return true;
    throw new OriginNotAllowedError(
      'A request with the session cookie must come from the same origin.',
    );
  }

  private isSameOrigin(request: Request): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin';
    const { origin } = request.headers;
    if (origin === undefined || !URL.canParse(origin)) return false;
    return new URL(origin).host === request.host || new URL(origin).origin === this.origin;
  }
}
