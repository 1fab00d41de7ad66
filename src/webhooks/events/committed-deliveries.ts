import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

type Listener = (webhookIds: string[]) => void;

/**
 * Tells this instance which webhooks got deliveries, once the transaction that wrote them has
 * committed.
 */
@Injectable()
export class CommittedDeliveries implements EntitySubscriberInterface {
  private readonly written = new WeakMap<QueryRunner, Set<string>>();
  private listener: Listener = () => undefined;

  constructor(@InjectDataSource() dataSource: DataSource) {
    dataSource.subscribers.push(this);
  }

  listen(listener: Listener): void {
    this.listener = listener;
  }

  /** @param manager the transaction */
  announceAfter({ queryRunner }: EntityManager, webhookIds: string[]): void {
    if (queryRunner === undefined) throw new Error('There is no transaction.');
    const written = this.written.get(queryRunner) ?? new Set();
    for (const id of webhookIds) written.add(id);
    this.written.set(queryRunner, written);
  }

  /** TypeORM calls it for savepoints too. */
  afterTransactionCommit({ queryRunner }: { queryRunner: QueryRunner }): void {
    if (queryRunner.isTransactionActive) return;
    const written = this.written.get(queryRunner);
    if (written !== undefined) this.listener([...written]);
  }
}
