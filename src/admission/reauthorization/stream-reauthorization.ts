import { Injectable } from '@nestjs/common';
import { InvalidTokenError } from '../admission.errors.js';
import type { Principal } from '../principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Transaction } from '../cache/invalidation/transaction.js';
import { CallerStandingRepository } from './reauthorization.repository.js';

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
