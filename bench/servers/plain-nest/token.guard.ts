import { UnauthorizedException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { KnownTokens, PlainRequest } from './known-tokens.js';

export class TokenGuard implements CanActivate {
  constructor(private readonly tokens: KnownTokens) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PlainRequest>();
    const { authorization = '' } = request.headers;
    const principal = this.tokens.find(authorization.slice('Bearer '.length));
    if (principal === undefined) throw new UnauthorizedException();
    request.caller = principal;
    return true;
  }
}
