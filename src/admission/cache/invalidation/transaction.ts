import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { InvalidationFeed } from './invalidation-feed.js';
import { retryDeadlocks } from '../../../platform/database/retry-deadlocks.js';

@Injectable()
export class Transaction {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly feed: InvalidationFeed,
  ) {}

  /**
   * Runs work in a transaction. When it resolves, this instance has received the announcements of
   * the transaction, so a client that gets the response sees the change on this instance.
   *
   * @param work must be repeatable, because it runs again after a deadlock
   */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.runAdding(work);
    await this.feed.caughtUp();
    return result;
  }

  /**
   * Runs work that only adds rows. It changes no existing principal, so there is nothing to wait
   * for.
   */
  runAdding<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retryDeadlocks(() => this.dataSource.transaction(work));
  }
}
