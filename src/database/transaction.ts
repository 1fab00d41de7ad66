import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { retryDeadlocks } from './retry-deadlocks.js';

@Injectable()
export class Transaction {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * All or nothing. Whom PostgreSQL sacrificed to end a deadlock begins again, so `work` must be
   * repeatable.
   */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retryDeadlocks(() => this.dataSource.transaction(work));
  }
}
