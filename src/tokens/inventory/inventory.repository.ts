import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { ShownTokenStatus, TokenStatus } from '../../admission/credentials/token.types.js';
import { countRows, estimateRows } from '../../api/hal/count-rows.js';
import { paginate, rowsOf } from '../../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { readPage } from '../../api/hal/read-page.js';
import { UUID_PATTERN } from '../../platform/ids/id.js';
import { TokenTotalsRepository } from '../listing/token-totals.repository.js';
import { Token } from '../token.entity.js';
import { ASSISTANT, withAssistantName } from '../tokens.repository.js';
import { applyFilter } from './token-filter.js';
import type { TokenFilter } from './token-filter.js';
import { TokenPagesRepository } from './token-pages.repository.js';
import type { Found, Sought } from './token-pages.repository.js';
import { joinSorted, keysetOf } from './token-sort.js';
import type { TokenSort } from './token-sort.js';

/** Counting stops here, because a filter may match a million tokens. */
export const MAX_TOTAL = 5_000;

/** When PostgreSQL estimates that more match, they are not counted. */
const MANY = 20_000;

const NEWEST_FIRST = {
  column: 'token.id',
  order: 'DESC',
  keyOf: ({ id }: Token) => id,
  pattern: UUID_PATTERN,
} as const;

/** Filters that have an exact total since version 0.2.0, besides one that selects few tokens. */
const COUNTED = new Set(['assistantId', 'userId', 'username', 'type', 'readOnly', 'status']);
const SELECTIVE = ['assistantId', 'userId', 'username'] as const;

/** Whether triggers keep the total of the tokens with this status. */
function isKept(status: ShownTokenStatus | undefined): status is TokenStatus | undefined {
  return status !== 'suspended' && status !== 'noncompliant';
}

/** A time of creation and the id have no common index. An unused token is old. */
function defaultSort(filter: TokenFilter): TokenSort | undefined {
  const { createdBefore, createdAfter, unusedSince } = filter;
  return (createdBefore ?? createdAfter ?? unusedSince) === undefined ? undefined : '-createdAt';
}

export interface Total {
  total: number;
  totalIsEstimate?: true;
}

const MORE: Total = { total: MAX_TOTAL, totalIsEstimate: true };

function capped(total: number): Total {
  return total > MAX_TOTAL ? MORE : { total };
}

/** @returns undefined if the page tells nothing, because it begins behind all tokens */
function totalFrom({ ids, total }: Found): Total | undefined {
  if (total !== undefined) return capped(total);
  return ids.length === 0 ? undefined : MORE;
}

/** Finds tokens of all assistants. */
@Injectable()
export class InventoryRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly totals: TokenTotalsRepository,
    private readonly pages: TokenPagesRepository,
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
    const order = sort ?? defaultSort(filter);
    const keyset = {
      ...(order === undefined ? NEWEST_FIRST : keysetOf(order)),
      ...(embed.includes('assistant') && { embedded: ASSISTANT }),
    };
    const known = await this.exactTotal(filter, now);
    const all = this.query({}, now);
    joinSorted(all, keyset);
    return Object.values(filter).some((value) => value !== undefined)
      ? this.findFiltered(all, { filter, sort: order, keyset, now }, known, request)
      : paginate(all, keyset, request, withAssistantName, known);
  }

  private async findFiltered(
    query: SelectQueryBuilder<Token>,
    sought: Sought,
    known: number | undefined,
    request: PageRequest,
  ): Promise<Page<Token>> {
    const { filter, keyset, now } = sought;
    const rows = rowsOf(query, keyset, withAssistantName);
    const isMany = known === undefined ? await this.isMany(filter, now) : known > MAX_TOTAL;
    let total: Total | undefined = known === undefined ? undefined : { total: known };
    const page = await readPage(
      {
        ...rows,
        read: async (slice) => {
          const found = await this.pages.find(sought, slice, isMany);
          total ??= totalFrom(found);
          query.where('token.id = ANY(:ids)', { ids: found.ids });
          return rows.read({ ...slice, key: null, offset: 0 });
        },
        count: async () => (total ??= await this.totalOf(filter, now)).total,
      },
      request,
    );
    // Nobody knows where the last page begins if counting stopped.
    return total?.totalIsEstimate ? { ...page, totalIsEstimate: true, last: null } : page;
  }

  /** At most `MAX_TOTAL`, if the total is not kept. */
  async totalOf(filter: TokenFilter, now: Date): Promise<Total> {
    const known = await this.exactTotal(filter, now);
    if (known !== undefined) return { total: known };
    const isMany = await this.isMany(filter, now);
    return isMany ? MORE : capped(await countRows(this.query(filter, now), MAX_TOTAL + 1));
  }

  private async isMany(filter: TokenFilter, now: Date): Promise<boolean> {
    return (await estimateRows(this.query(filter, now))) > MANY;
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
    const isCounted =
      status !== 'noncompliant' &&
      names.every((name) => COUNTED.has(name)) &&
      SELECTIVE.some((name) => filter[name] !== undefined);
    return isCounted ? countRows(this.query(filter, now)) : undefined;
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
