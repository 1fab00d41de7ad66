import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from '../changes/change-feed.js';
import { isDeadlock } from './database.errors.js';

const ATTEMPTS = 4;

@Injectable()
export class Transaction {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly feed: ChangeFeed,
  ) {}

  /**
   * All or nothing. When it is over, this instance has heard what it announced: whoever is told of
   * a change finds it made.
   */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.attempt(work);
    await this.feed.caughtUp();
    return result;
  }

  /**
   * All or nothing, for work that only adds: no principal that there was becomes another, so nobody
   * needs to hear of it.
   */
  runAdding<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.attempt(work);
  }

  /**
   * Whom PostgreSQL sacrificed to end a deadlock begins again, so `work` must be repeatable.
   */
  private async attempt<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return await this.dataSource.transaction(work);
      } catch (error) {
        if (!isDeadlock(error)) throw error;
      }
    }
    return this.dataSource.transaction(work);
  }
}
