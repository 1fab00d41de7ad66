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
   * Checks the rights of the caller after the work, which may have waited for locks.
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
   * For work that may end the caller's own credential or seat. Checks the rights before the work.
   *
   * @param changed the users who may do less afterwards
   * @param relied further users whose rights the work relies on
   * @throws InvalidTokenError, ForbiddenError
   */
  runEnding<T>(
    { principal }: Caller,
    work: Work<T>,
    changed: string[] = [],
    relied: string[] = [],
  ): Promise<T> {
    return this.transaction.run(async (manager) => {
      await lockUsers(manager, principal.userId, changed, relied);
      await this.reauthorization.require(manager, principal);
      return work(manager);
    });
  }

  /**
   * For work that only adds rows. It changes no cached principal, so the response does not wait for
   * cache invalidation.
   *
   * @param lock locks the rows that the work relies on; the rights are checked after it, before the
   *   work
   * @param relied further users whose rights the work relies on
   * @throws InvalidTokenError, ForbiddenError
   */
  runAdding<L, T>(
    { principal }: Caller,
    lock: Work<L>,
    work: (manager: EntityManager, locked: L) => Promise<T>,
    relied: string[] = [],
  ): Promise<T> {
    return this.transaction.runAdding(async (manager) => {
      await lockUsers(manager, principal.userId, [], relied);
      const locked = await lock(manager);
      await this.reauthorization.require(manager, principal);
      return work(manager, locked);
    });
  }
}
