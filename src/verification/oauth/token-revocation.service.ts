import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../audit/audit.repository.js';
import { InvalidTokenError } from '../../admission/admission.errors.js';
import { isRetired } from '../../admission/resolution/credential-resolution.js';
import { CredentialsRepository } from '../../admission/resolution/credentials.repository.js';
import type { TokenCredential } from '../../admission/resolution/credentials.repository.js';
import { LoginService } from '../../identity/sessions/login.service.js';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { NO_PRECONDITION } from '../../api/conditional/precondition.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { RevocationRepository } from '../../tokens/revocation/revocation.repository.js';
import { ChildRevocationService } from '../../tokens/children/child-revocation.service.js';
import { ChildTokensRepository } from '../../tokens/children/child-tokens.repository.js';
import { digestOf, isWellFormedSecret, kindOf } from '../../admission/credentials/secret.js';
import { TokenOrChildService } from '../../tokens/token-or-child/token-or-child.service.js';
import { UnsupportedTokenTypeError } from './oauth.errors.js';

/** The compact serialisation (RFC 7515, section 3.1). */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Lets the holder of a token revoke it (RFC 7009). */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly tokens: TokenOrChildService,
    private readonly children: ChildTokensRepository,
    private readonly childRevocation: ChildRevocationService,
    private readonly login: LoginService,
    private readonly credentials: CredentialsRepository,
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /**
   * Succeeds for invalid tokens too, because they are as good as revoked (section 2.2).
   *
   * @param caller the caller behind the token; `null` if the token is not valid now
   * @throws UnsupportedTokenTypeError
   */
  async revoke(caller: Caller | null, token: string): Promise<void> {
    if (JWT.test(token)) throw new UnsupportedTokenTypeError();
    if (caller === null) {
      await this.endDormant(token);
      return;
    }
    try {
      await this.end(caller);
    } catch (error) {
      if (!isEnded(error)) throw error;
    }
  }

  private async end(caller: Caller): Promise<void> {
    if (caller.principal.kind === 'session') await this.login.logOut(caller);
    else await this.tokens.revoke(caller, 'self', NO_PRECONDITION);
  }

  /**
   * Revokes a token of a disabled user, which would be valid again once the user is enabled.
   * Sessions of disabled users are already deleted.
   */
  private async endDormant(secret: string): Promise<void> {
    if (!isWellFormedSecret(secret)) return;
    if (kindOf(secret) === 't') await this.endDormantToken(secret);
    if (kindOf(secret) === 'c') await this.endDormantChild(secret);
  }

  private async endDormantChild(secret: string): Promise<void> {
    const child = await this.children.findByDigest(digestOf(secret));
    if (child !== null) await this.childRevocation.revokeDormant(child);
  }

  private async endDormantToken(secret: string): Promise<void> {
    const now = this.clock.now();
    const token = await this.credentials.findToken(digestOf(secret));
    if (token === null || hasEnded(token, now)) return;
    await this.transaction.run(async (manager) => {
      const revoked = await this.revocation.revokeTokens(
        manager,
        { tokenId: token.id },
        'revoked',
        now,
      );
      await this.audit.record(
        manager,
        revoked.map(({ id }) => ({
          at: now,
          action: 'token.revoked',
          actor: null,
          credentialId: id,
          address: null,
          subjectType: 'token',
          subjectId: id,
          details: {},
        })),
      );
    });
  }
}

function hasEnded(token: TokenCredential, now: Date): boolean {
  const isExpired = token.expiresAt !== null && token.expiresAt <= now;
  return token.revokedAt !== null || isExpired || isRetired(token, now);
}

/** Whether the token ended in the meantime. */
function isEnded(error: unknown): boolean {
  return error instanceof InvalidTokenError || error instanceof NotFoundError;
}
