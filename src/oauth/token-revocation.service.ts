import { Injectable } from '@nestjs/common';
import { InvalidTokenError } from '../auth/auth.errors.js';
import { LoginService } from '../auth/login.service.js';
import type { Caller } from '../auth/principal.js';
import { NotFoundError } from '../common/domain-error.js';
import { TokensService } from '../tokens/tokens.service.js';
import { UnsupportedTokenTypeError } from './oauth.errors.js';

/** The compact serialisation (RFC 7515, section 3.1). */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** RFC 7009: whoever holds a token may end it. */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly tokens: TokensService,
    private readonly login: LoginService,
  ) {}

  /**
   * What is not valid is as good as revoked (section 2.2).
   *
   * @param caller who the token stands for; null when it is not valid
   * @throws UnsupportedTokenTypeError
   */
  async revoke(caller: Caller | null, token: string): Promise<void> {
    if (JWT.test(token)) throw new UnsupportedTokenTypeError();
    if (caller === null) return;
    try {
      await this.end(caller);
    } catch (error) {
      if (!isEnded(error)) throw error;
    }
  }

  private async end(caller: Caller): Promise<void> {
    if (caller.principal.kind === 'session') await this.login.logOut(caller);
    else await this.tokens.revoke(caller, 'self');
  }
}

/** Somebody else was faster. */
function isEnded(error: unknown): boolean {
  return error instanceof InvalidTokenError || error instanceof NotFoundError;
}
