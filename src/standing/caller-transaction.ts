import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../auth/principal.js';
import { Transaction } from '../database/transaction.js';
import { CallerStandingRepository } from './caller-standing.repository.js';

/** A transaction for somebody, who must still be what the guards saw when it begins. */
@Injectable()
export class CallerTransaction {
  constructor(
    private readonly transaction: Transaction,
    private readonly standing: CallerStandingRepository,
  ) {}

  /** @throws InvalidTokenError, ForbiddenError */
  run<T>({ principal }: Caller, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction.run(async (manager) => {
      await this.standing.require(manager, principal);
      return work(manager);
    });
  }
}
