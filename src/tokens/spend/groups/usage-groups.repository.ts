import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Page, PageRequest } from '../../../api/hal/page.js';
import { readPage } from '../../../api/hal/read-page.js';
import type { Slice } from '../../../api/hal/read-page.js';
import type { UsagePeriod } from '../../usage/usage-period.js';
import { inScope, scopeValues } from '../../usage/usage-scope.js';
import type { UsageScope } from '../../usage/usage-scope.js';
import { spendSums } from '../usage/spend-counts.js';
import type { SpendSums } from '../usage/spend-counts.js';
import { GROUPING_SQL } from './usage-grouping.js';
import type { Grouping } from './usage-grouping.js';

/** What one token, assistant, owner or subject used in the period. */
export interface UsageGroup extends SpendSums {
  key: string | null;
  name: string | null;
  /** The place in the order of the groups. */
  place: string;
}

@Injectable()
export class UsageGroupsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @throws InvalidCursorError */
  findPage(
    scope: UsageScope,
    { from, to }: UsagePeriod,
    grouping: Grouping,
    currency: string | null,
    request: PageRequest,
  ): Promise<Page<UsageGroup>> {
    const { order, pattern, join, key, name } = GROUPING_SQL[grouping];
    const place = `(${order}) COLLATE "C"`;
    const rows = `model_usage m ${join} WHERE ${inScope(scope, 'm')}
      AND m.day BETWEEN date '1970-01-01' + $3::int AND date '1970-01-01' + $4::int`;
    const values = [...scopeValues(scope), from, to];
    const read = (slice: Slice) => {
      const isForward = slice.order === 'ASC';
      return this.dataSource.query<UsageGroup[]>(
        `SELECT ${place} AS place, ${key} AS key, ${name} AS name, ${spendSums('$5')}
         FROM ${rows} AND ($6::text IS NULL OR ${place} ${isForward ? '>' : '<'} $6)
         GROUP BY ${place} ORDER BY ${place} ${slice.order} OFFSET $7 LIMIT $8`,
        [...values, currency ?? '', slice.key, slice.offset, slice.limit],
      );
    };
    return readPage(
      {
        collection: `usage-${grouping}`,
        order: 'ASC',
        pattern,
        keyOf: (group) => group.place,
        read,
        count: () => this.count(`SELECT DISTINCT ${place} FROM ${rows}`, values),
      },
      request,
    );
  }

  private async count(groups: string, values: unknown[]): Promise<number> {
    const [row] = await this.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM (${groups}) g`,
      values,
    );
    return row.count;
  }
}
