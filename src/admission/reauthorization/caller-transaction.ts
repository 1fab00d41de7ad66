import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../principal.js';
import { Transaction } from '../cache/invalidation/transaction.js';
import { ReauthorizationRepository } from './reauthorization.repository.js';
import { lockUsers } from './user-locks.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/** A transaction that commits only if its caller still has the rights that the guards saw. */
@Injectable()
export class CallerTransaction {
  constructor(
    private readonly transaction: Transaction,
    private readonly reauthorization: ReauthorizationRepository,
  ) {}

  /**
   * The caller is asked last, after whatever the work had to wait for.
   *
   * @param changed the users who may do less afterwards
   * @throws InvalidTokenError, ForbiddenError
   */
  run<T>({ principal }: Caller, work: Work<T>, changed: string[] = []): Promise<T> {
    return this.transaction.run(async (manager) => {
      await lockUsers(manager, principal.userId, changed);
      const result = await work(manager);
      await this.reauthorization.require(manager, principal);
      return result;
    });
  }

  /**
   * For work that may end the caller's own credential or seat: the caller is asked first.
   *
   * @param changed the users who may do less afterwards
   * @throws InvalidTokenError, ForbiddenError
   */
  runEnding<T>({ principal }: Caller, work: Work<T>, changed: string[] = []): Promise<T> {
    return this.transaction.run(async (manager) => {
      await lockUsers(manager, principal.userId, changed);
      await this.reauthorization.require(manager, principal);
      return work(manager);
    });
  }
}
