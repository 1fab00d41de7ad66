import { Injectable } from '@nestjs/common';
import { CredentialsRepository } from '../../../admission/resolution/credentials.repository.js';
import {
  childResolution,
  principalIn,
  tokenResolution,
} from '../../../admission/resolution/credential-resolution.js';
import type { ChildScope, Principal } from '../../../admission/principal.js';
import { digestOf } from '../../../admission/credentials/secret.js';
import { InvalidSubjectTokenError } from '../oauth.errors.js';

export interface SubjectToken {
  principal: Principal;
  /** When the token or the presented secret ends, whichever is earlier; `null` for never. */
  endsAt: Date | null;
}

/**
 * Reads the token from the database. A JWT repeats for a minute what the token was when the JWT was
 * issued, so the state of the token must not come from a cache.
 */
@Injectable()
export class SubjectTokenService {
  constructor(private readonly credentials: CredentialsRepository) {}

  /** @throws InvalidSubjectTokenError */
  async read({ child }: Principal, secret: string, now: Date): Promise<SubjectToken> {
    if (child !== null) requireUnbound(child);
    const digest = digestOf(secret);
    const resolution =
      child === null
        ? tokenResolution(await this.credentials.findToken(digest), now)
        : childResolution(await this.credentials.findChild(digest), now);
    const principal = principalIn(resolution);
    if (principal === null) throw new InvalidSubjectTokenError();
    return { principal, endsAt: earlier(principal.expiresAt, principal.retiresAt) };
  }
}

function requireUnbound({ jkt, chatId }: ChildScope): void {
  if (jkt === null && chatId === null) return;
  throw new InvalidSubjectTokenError(
    'A child token that is bound to a key or a chat cannot be exchanged, because the JWT would not be bound to it.',
  );
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
