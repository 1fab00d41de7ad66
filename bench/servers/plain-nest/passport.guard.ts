import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { KnownTokens, PlainPrincipal } from './known-tokens.js';

/** The same as `TokenGuard`, by Passport. */
export class PassportGuard extends AuthGuard('bearer') {
  override getAuthenticateOptions() {
    return { property: 'caller', session: false };
  }
}

/** Registers itself with Passport when it is made. */
export class TokenStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly tokens: KnownTokens) {
    super();
  }

  validate(token: string): PlainPrincipal | false {
    return this.tokens.find(token) ?? false;
  }
}
