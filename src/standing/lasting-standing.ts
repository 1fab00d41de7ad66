import { Injectable } from '@nestjs/common';
import { InvalidTokenError } from '../auth/auth.errors.js';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { Transaction } from '../database/transaction.js';
import { CallerStandingRepository } from './caller-standing.repository.js';

/** For an answer that takes long: the caller may not be allowed to have it to its end. */
@Injectable()
export class LastingStanding {
  constructor(
    private readonly transaction: Transaction,
    private readonly standing: CallerStandingRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns InvalidTokenError or ForbiddenError when the principal is no longer what the guards saw */
  async findRefusal(principal: Principal): Promise<DomainError | null> {
    const { expiresAt } = principal;
    if (expiresAt !== null && expiresAt <= this.clock.now()) return new InvalidTokenError();
    try {
      await this.transaction.runAdding(async (manager) => {
        await this.standing.require(manager, principal);
        await this.standing.requireSecret(manager, principal);
      });
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}
