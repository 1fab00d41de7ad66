import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { UnsupportedGrantTypeError } from '../oauth.errors.js';
import { TOKEN_EXCHANGE } from './token-exchange.types.js';

/** Refuses other grant types before the body is validated (RFC 6749, section 5.2). */
@Injectable()
export class GrantTypeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const { grant_type: grantType } = (request.body ?? {}) as { grant_type?: unknown };
    if (typeof grantType === 'string' && grantType !== TOKEN_EXCHANGE) {
      throw new UnsupportedGrantTypeError();
    }
    return true;
  }
}
