import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { UserTokens } from '../../identity/users/user-tokens.js';
import type { Caller } from '../../admission/principal.js';
import { RecordedRevocation } from './recorded-revocation.js';
import { RevocationRepository } from './revocation.repository.js';

@Injectable()
export class TokensOfUser implements UserTokens {
  constructor(
    private readonly revocation: RevocationRepository,
    private readonly recorded: RecordedRevocation,
  ) {}

  revokeAll(caller: Caller, manager: EntityManager, userId: string, at: Date): Promise<string[]> {
    return this.recorded.ofUser(caller, manager, userId, at);
  }

  countActive(manager: EntityManager, userId: string, at: Date): Promise<number> {
    return this.revocation.countActive(manager, userId, at);
  }
}
