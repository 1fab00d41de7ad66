import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../admission/principal.js';
import { Clock } from '../../../platform/clock/clock.js';
import { LastUseRecorder } from '../../../tokens/usage/recording/last-use.recorder.js';
import type { TokenExchangeDto } from '../dto/token-exchange.dto.js';
import { ExchangeTargetService } from './exchange-target.service.js';
import { claimsOf } from './jwt-claims.js';
import type { JwtClaims } from './jwt-claims.js';
import { grantableScope, narrowedScope } from './jwt-scope.js';
import { JwtSigner } from './jwt-signer.js';
import { InvalidSubjectTokenError } from '../oauth.errors.js';
import { SubjectTokenService } from './subject-token.service.js';

export interface IssuedJwt {
  jwt: string;
  claims: JwtClaims;
}

/** Exchanges a token for a JWT (RFC 8693) that states, for a minute, what the token may do. */
@Injectable()
export class TokenExchangeService {
  constructor(
    private readonly subjects: SubjectTokenService,
    private readonly targets: ExchangeTargetService,
    private readonly signer: JwtSigner,
    private readonly lastUse: LastUseRecorder,
    private readonly clock: Clock,
  ) {}

  /**
   * @param caller the caller behind the subject token; `null` if the token is not valid
   * @throws InvalidSubjectTokenError, InvalidTargetError, InvalidScopeError, or the refusal of a
   *   check: `forbidden`, `seat_required`
   */
  async exchange(
    caller: Caller | null,
    request: TokenExchangeDto,
    issuer: string,
  ): Promise<IssuedJwt> {
    if (caller === null) throw new InvalidSubjectTokenError();
    if (caller.principal.kind === 'session') {
      throw new InvalidSubjectTokenError('A session cannot be exchanged.');
    }
    // Before the token is read, so that a JWT ends within a minute of any later change of the
    // token.
    const now = this.clock.now();
    const { principal, endsAt } = await this.subjects.read(
      caller.principal,
      request.subject_token,
      now,
    );
    if (principal.cidr !== null || principal.host !== null) {
      throw new InvalidSubjectTokenError(
        'A token with cidr or host cannot be exchanged, because services cannot check these offline.',
      );
    }
    this.lastUse.note(principal, now, caller.address);
    const target = await this.targets.find(principal, request, issuer);
    const scope = narrowedScope(grantableScope(principal, target), request.scope);
    const claims = claimsOf({ issuer, principal, target, scope, endsAt }, now);
    if (claims.exp <= claims.iat) throw new InvalidSubjectTokenError();
    return { jwt: await this.signer.sign(claims), claims };
  }
}
