import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { ShownTokenStatus, TokenStatus } from '../../admission/credentials/token.types.js';
import { rowsOf } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { readPage } from '../../api/hal/read-page.js';
import { UUID_PATTERN } from '../../platform/ids/id.js';
import { TokenTotalsRepository } from '../listing/token-totals.repository.js';
import { Token } from '../token.entity.js';
import { ASSISTANT, withAssistantName } from '../tokens.repository.js';
import { applyFilter, joinLastUses } from './token-filter.js';
import type { TokenFilter } from './token-filter.js';
import { fieldOf, keysetOf } from './token-sort.js';
import type { TokenSort } from './token-sort.js';

/** Counting stops here, because a filter may match a million tokens. */
export const MAX_TOTAL = 10_000;

const NEWEST_FIRST = {
  column: 'token.id',
  order: 'DESC',
  keyOf: ({ id }: Token) => id,
  pattern: UUID_PATTERN,
} as const;

/** Filters that have an exact total since version 0.2.0. */
const COUNTED = new Set(['assistantId', 'userId', 'username', 'type', 'readOnly', 'status']);

/** Whether triggers keep the total of the tokens with this status. */
function isKept(status: ShownTokenStatus | undefined): status is TokenStatus | undefined {
  return status !== 'suspended' && status !== 'noncompliant';
}

/** A time of creation and the id have no common index. */
function defaultSort({ createdBefore, createdAfter }: TokenFilter): TokenSort | undefined {
  return createdBefore === undefined && createdAfter === undefined ? undefined : '-createdAt';
}

interface Total {
  total: number;
  totalIsEstimate?: true;
}

interface Counted extends Total {
  /** All matching tokens, if counting them found them. */
  ids?: string[];
}

/** Finds tokens of all assistants. */
@Injectable()
export class InventoryRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly totals: TokenTotalsRepository,
  ) {}

  /**
   * @param sort by default, the newest first
   * @param embed what the response embeds, which may make the page shorter
   */
  async findPage(
    filter: TokenFilter,
    sort: TokenSort | undefined,
    request: PageRequest,
    now: Date,
    embed: readonly string[] = [],
  ): Promise<Page<Token>> {
    const { ids, ...counted } = await this.count(filter, now);
    const query = ids === undefined ? this.query(filter, now) : this.queryOf(ids);
    const order = sort ?? defaultSort(filter);
    if (order !== undefined && fieldOf(order) === 'lastUsedAt') joinLastUses(query);
    const keyset = {
      ...(order === undefined ? NEWEST_FIRST : keysetOf(order)),
      ...(embed.includes('assistant') && { embedded: ASSISTANT }),
    };
    const rows = rowsOf(query, keyset, withAssistantName);
    const page = await readPage({ ...rows, count: () => Promise.resolve(counted.total) }, request);
    // Nobody knows where the last page begins if counting stopped.
    return counted.totalIsEstimate ? { ...page, ...counted, last: null } : page;
  }

  /** At most `MAX_TOTAL`. */
  async totalOf(filter: TokenFilter, now: Date): Promise<Total> {
    const { total, totalIsEstimate } = await this.count(filter, now);
    return totalIsEstimate ? { total, totalIsEstimate } : { total };
  }

  /**
   * Few matching tokens are collected by the index of the filter and sorted. Walking the index of
   * the order instead could skip almost all tokens.
   */
  private async count(filter: TokenFilter, now: Date): Promise<Counted> {
    const known = await this.exactTotal(filter, now);
    if (known !== undefined) return { total: known };
    const ids = await this.findIds(this.dataSource.manager, filter, now, MAX_TOTAL);
    const total = ids.length;
    return total === MAX_TOTAL ? { total, totalIsEstimate: true } : { total, ids };
  }

  /** @returns the ids of `limit` tokens at most */
  async findIds(
    manager: EntityManager,
    filter: TokenFilter,
    now: Date,
    limit: number,
  ): Promise<string[]> {
    const rows = await this.query(filter, now, manager)
      .select('token.id', 'id')
      .limit(limit)
      .getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  /** @returns undefined if counting could take long */
  private async exactTotal(filter: TokenFilter, now: Date): Promise<number | undefined> {
    const names = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name);
    const { status } = filter;
    if (names.every((name) => name === 'status') && isKept(status)) {
      return this.totals.ofAll(now, status);
    }
    return status !== 'noncompliant' && names.every((name) => COUNTED.has(name))
      ? this.query(filter, now).getCount()
      : undefined;
  }

  private queryOf(ids: string[]): SelectQueryBuilder<Token> {
    return this.dataSource.manager
      .createQueryBuilder(Token, 'token')
      .where('token.id = ANY(:ids)', { ids });
  }

  private query(
    filter: TokenFilter,
    now: Date,
    manager = this.dataSource.manager,
  ): SelectQueryBuilder<Token> {
    const query = manager.createQueryBuilder(Token, 'token');
    applyFilter(query, filter, now);
    return query;
  }
}
