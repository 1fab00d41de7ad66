import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { LeakReport } from './leak-report.entity.js';

@Injectable()
export class LeakReportsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(report: LeakReport): Promise<void> {
    await this.dataSource.manager.insert(LeakReport, report);
  }

  /** @returns the id of the oldest report that is not one of `skipped`; `null` if there is none */
  async findOldest(skipped: string[]): Promise<string | null> {
    const report = await this.dataSource.manager.findOne(LeakReport, {
      select: { id: true },
      where: { id: Not(In(skipped)) },
      order: { id: 'ASC' },
    });
    return report?.id ?? null;
  }

  /** @returns `null` if another instance has handled the report in the meantime */
  lock(manager: EntityManager, id: string): Promise<LeakReport | null> {
    return manager.findOne(LeakReport, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async remove(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(LeakReport, { id });
  }
}
