import { Injectable } from '@nestjs/common';
import { InvalidTokenError } from '../admission.errors.js';
import type { Principal } from '../principal.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Transaction } from '../cache/invalidation/transaction.js';
import { ReauthorizationRepository } from './reauthorization.repository.js';

/** Checks the rights of a caller again while an event stream is open. */
@Injectable()
export class StreamReauthorization {
  constructor(
    private readonly transaction: Transaction,
    private readonly reauthorization: ReauthorizationRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns InvalidTokenError or ForbiddenError if the principal has lost rights since the guards
   * ran
   */
  async findRefusal(principal: Principal): Promise<DomainError | null> {
    const { expiresAt } = principal;
    if (expiresAt !== null && expiresAt <= this.clock.now()) return new InvalidTokenError();
    try {
      await this.transaction.runAdding(async (manager) => {
        await this.reauthorization.require(manager, principal);
        await this.reauthorization.requireSecret(manager, principal);
      });
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}
