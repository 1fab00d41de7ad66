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
   * All or nothing. When it is over, this instance has heard what it announced: whoever is told of
   * a change finds it made.
   *
   * @param work repeatable: whom PostgreSQL sacrificed to end a deadlock begins again
   */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.runAdding(work);
    await this.feed.caughtUp();
    return result;
  }

  /**
   * The same for work that only adds: no principal that there was becomes another, so nobody needs to
   * hear of it.
   */
  runAdding<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retryDeadlocks(() => this.dataSource.transaction(work));
  }
}
