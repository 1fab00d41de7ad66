import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import { ordered } from '../../api/hal/keyset-rows.js';
import type { Keyset } from '../../api/hal/keyset-rows.js';
import type { Slice } from '../../api/hal/read-page.js';
import { Token } from '../token.entity.js';
import { applyFilter, applyFilterToRows } from './token-filter.js';
import type { TokenFilter } from './token-filter.js';
import { boundsOf, joinSorted } from './token-sort.js';
import type { TokenSort } from './token-sort.js';

/** How many tokens a walk reads at most. */
const WALKED = 20_000;
/** Collecting stops here, unless walking finds too few. */
const COLLECTED = 5_000;

/** The filter, and the order of the page. */
export interface Sought {
  filter: TokenFilter;
  sort: TokenSort | undefined;
  keyset: Keyset<Token>;
  now: Date;
}

/** The ids of a page. */
export interface Found {
  ids: string[];
  /** How many tokens match, if all were collected. */
  total?: number;
}

/**
 * Finds the tokens of a page. Few matching tokens are collected by the index of the filter and
 * sorted. Many are found by walking the index of the order. PostgreSQL would walk it to the end when
 * the tokens at its beginning do not match, so a walk has an end here.
 */
@Injectable()
export class TokenPagesRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param isMany whether many tokens are expected to match */
  async find(sought: Sought, slice: Slice, isMany: boolean): Promise<Found> {
    if (!isMany) {
      const few = await this.collect(sought, slice, COLLECTED + 1);
      if (few.total === undefined || few.total <= COLLECTED) return few;
    }
    const ids = await this.walk(sought, slice);
    return ids.length === slice.limit ? { ids } : this.collect(sought, slice);
  }

  /** Finds less than the slice when others match further on. */
  private async walk(
    { filter, sort, keyset, now }: Sought,
    { order, key, offset, limit }: Slice,
  ): Promise<string[]> {
    const { manager } = this.dataSource;
    const walked = manager.createQueryBuilder(Token, 'token').select('token.*');
    applyFilter(walked, boundsOf(filter, sort), now);
    selectSorted(walked, keyset);
    ordered(walked, keyset, order, key).limit(WALKED);
    const found = manager
      .createQueryBuilder()
      .select('token.id', 'id')
      .from<Token>(`(${walked.getQuery()})`, 'token')
      .setParameters(walked.getParameters());
    applyFilterToRows(found, filter, now);
    if (keyset.by !== undefined) found.orderBy('token.sorted_by', order);
    found.addOrderBy('token.id', order).offset(offset).limit(limit);
    const rows = await found.getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  /** @param most how many to collect; by default all */
  private async collect(
    { filter, keyset, now }: Sought,
    { order, key, offset, limit }: Slice,
    most?: number,
  ): Promise<Found> {
    const { manager } = this.dataSource;
    const matching = manager.createQueryBuilder(Token, 'token').select('token.id', 'id');
    applyFilter(matching, filter, now);
    selectSorted(matching, keyset);
    const found = manager
      .createQueryBuilder()
      .addCommonTableExpression(matching.limit(most), 'matching', { materialized: true })
      .select('matching.id', 'id')
      .addSelect('(SELECT count(*)::int FROM matching)', 'total')
      .from<Token>('matching', 'matching')
      .setParameters(matching.getParameters());
    const by = keyset.by && { ...keyset.by, value: 'matching.sorted_by' };
    ordered(found, { ...keyset, column: 'matching.id', by }, order, key);
    const rows = await found
      .offset(offset)
      .limit(limit)
      .getRawMany<{ id: string; total: number }>();
    return { ids: rows.map(({ id }) => id), ...(rows[0] && { total: rows[0].total }) };
  }
}

function selectSorted(query: SelectQueryBuilder<Token>, keyset: Keyset<Token>): void {
  joinSorted(query, keyset);
  if (keyset.by !== undefined) query.addSelect(keyset.by.value, 'sorted_by');
}
