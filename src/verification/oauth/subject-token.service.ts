import { Injectable } from '@nestjs/common';
import { CredentialsRepository } from '../../admission/resolution/credentials.repository.js';
import type { TokenCredential } from '../../admission/resolution/credentials.repository.js';
import { childResolution, principalIn } from '../../admission/resolution/credential-resolution.js';
import { permissionsOf } from '../../admission/principal.js';
import type { ChildScope, Principal } from '../../admission/principal.js';
import { digestOf } from '../../admission/credentials/secret.js';
import { InvalidSubjectTokenError } from './oauth.errors.js';

export interface SubjectToken {
  principal: Principal;
  /** When the token ends, or the secret that was presented; null for never. */
  endsAt: Date | null;
}

/**
 * The token as it is stored at this moment. A JWT tells for a minute what the token was when it was
 * made, so it is not made of what a cache tells.
 */
@Injectable()
export class SubjectTokenService {
  constructor(private readonly credentials: CredentialsRepository) {}

  /** @throws InvalidSubjectTokenError */
  async read(principal: Principal, secret: string, now: Date): Promise<SubjectToken> {
    if (principal.child !== null) return this.readChild(principal.child, secret, now);
    const token = await this.credentials.findToken(digestOf(secret));
    if (token === null || token.revokedAt !== null || token.disabled) {
      throw new InvalidSubjectTokenError();
    }
    const endsAt = earlier(token.expiresAt, token.retiresAt);
    if (endsAt !== null && endsAt <= now) throw new InvalidSubjectTokenError();
    return { principal: current(principal, token), endsAt };
  }

  private async readChild(
    { jkt, chatId }: ChildScope,
    secret: string,
    now: Date,
  ): Promise<SubjectToken> {
    if (jkt !== null || chatId !== null) {
      throw new InvalidSubjectTokenError(
        'A child token that is bound to a key or to a chat is not exchanged: a JWT would be bound to neither.',
      );
    }
    const child = await this.credentials.findChild(digestOf(secret));
    const principal = principalIn(childResolution(child, now));
    if (principal === null) throw new InvalidSubjectTokenError();
    return { principal, endsAt: principal.expiresAt };
  }
}

function current(principal: Principal, token: TokenCredential): Principal {
  const { role, seat, readOnly, cidr, host, expiresAt } = token;
  return {
    ...principal,
    ...{ role, seat, readOnly, cidr, host, expiresAt },
    permissions: token.type === 'personal' ? permissionsOf(token) : [],
    assistant: principal.assistant && {
      id: principal.assistant.id,
      naturalId: token.assistantNaturalId ?? principal.assistant.naturalId,
      reachable: token.assistantReachable,
    },
  };
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
