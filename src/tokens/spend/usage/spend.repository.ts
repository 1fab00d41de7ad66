import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { UtcDay } from '../../usage/utc-day.js';
import type { UsagePeriod } from '../../usage/usage-period.js';
import { inScope, scopeValues } from '../../usage/usage-scope.js';
import type { UsageScope } from '../../usage/usage-scope.js';
import { NO_SPEND, spendSums } from './spend-counts.js';
import type { SpendSums } from './spend-counts.js';

export interface Spend {
  /** Only days with usage. */
  days: Map<UtcDay, SpendSums>;
  total: SpendSums;
}

@Injectable()
export class SpendRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param currency of the prices, if there are any */
  async find(
    scope: UsageScope,
    { from, to }: UsagePeriod,
    currency: string | null,
  ): Promise<Spend> {
    const rows = await this.dataSource.query<(SpendSums & { day: UtcDay | null })[]>(
      `SELECT m.day - date '1970-01-01' AS day, ${spendSums('$5')}
       FROM model_usage m WHERE ${inScope(scope, 'm')}
         AND m.day BETWEEN date '1970-01-01' + $3::int AND date '1970-01-01' + $4::int
       GROUP BY GROUPING SETS ((m.day), ())`,
      [...scopeValues(scope), from, to, currency ?? ''],
    );
    const days = new Map<UtcDay, SpendSums>();
    let total: SpendSums = NO_SPEND;
    for (const { day, ...sums } of rows) {
      if (day === null) total = sums;
      else days.set(day, sums);
    }
    return { days, total };
  }
}
