import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { UserTokens } from '../../identity/users/user-tokens.js';
import { RevocationRepository } from './revocation.repository.js';

@Injectable()
export class TokensOfUser implements UserTokens {
  constructor(private readonly revocation: RevocationRepository) {}

  async revokeAll(manager: EntityManager, userId: string, at: Date): Promise<string[]> {
    const revoked = await this.revocation.revokeTokens(manager, { userId }, 'revoked', at);
    return revoked.map(({ id }) => id);
  }

  countActive(manager: EntityManager, userId: string, at: Date): Promise<number> {
    return this.revocation.countActive(manager, userId, at);
  }
}
