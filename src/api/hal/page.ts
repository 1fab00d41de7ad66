import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { encodeCursor, requireFormat } from './cursor.js';
import type { Cursor, CursorFormat, PresentedCursor } from './cursor.js';

export const DEFAULT_LIMIT = 30;
export const MAX_LIMIT = 200;

export interface PageRequest {
  /** The offset of the first row. Ignored if there is a `cursor`. */
  start: number;
  limit: number;
  cursor: PresentedCursor | undefined;
}

export interface Page<T> {
  rows: T[];
  start: number;
  total: number;
  limit: number;
  /** Cursors of other pages; `null` if there is no such page. */
  prev: string | null;
  next: string | null;
  last: string | null;
}

/** A page that contains all rows. */
export function wholePage<T>(rows: readonly T[]): Page<T> {
  const { length: total } = rows;
  return {
    rows: [...rows],
    start: 0,
    total,
    limit: DEFAULT_LIMIT,
    prev: null,
    next: null,
    last: null,
  };
}

/** The column that orders the collection. It must be unique and never change. */
export interface Keyset<T> {
  column: string;
  order: 'ASC' | 'DESC';
  keyOf: (row: T) => string;
  /**
   * A column that has the same value in all rows of the collection and comes first in the index.
   * The filter must omit it. It is written as bounds, because with an equality PostgreSQL drops the
   * column from the order, and may then scan the rows of all other collections.
   */
  within?: { column: string; value: string };
  /** Pattern of a key, so that a forged cursor cannot reach the database. */
  pattern: RegExp;
}

type Place = Cursor | { at: 'start'; start: number };

/**
 * Reads a page of `filtered` by keyset, with its exact total.
 *
 * @param select adds joins that only the rows need, so that counting is cheaper
 * @param known the total, if it is known without counting
 *
 * @throws InvalidCursorError
 */
export async function paginate<T extends ObjectLiteral>(
  filtered: SelectQueryBuilder<T>,
  keyset: Keyset<T>,
  request: PageRequest,
  select: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T> = (query) => query,
  known?: number,
): Promise<Page<T>> {
  const { limit } = request;
  const format = { collection: filtered.alias, keyPattern: keyset.pattern };
  const cursor: Place =
    request.cursor === undefined
      ? { at: 'start', start: request.start }
      : requireFormat(request.cursor, format);
  const total = known ?? (await bound(filtered.clone(), keyset.within).getCount());
  const backwards = cursor.at === 'before' || cursor.at === 'last';
  const query = select(filtered.clone());
  const size = cursor.at === 'last' ? lastPageSize(total, limit) : limit;

  const order = backwards ? opposite(keyset.order) : keyset.order;
  const key = cursor.at === 'after' || cursor.at === 'before' ? cursor.key : null;
  const found = await ordered(query, keyset, order, key)
    .offset(cursor.at === 'start' ? cursor.start : 0)
    .limit(size + 1)
    .getMany();

  const more = found.length > size;
  const rows = backwards ? found.slice(0, size).reverse() : found.slice(0, size);
  const hasNext = backwards ? cursor.at === 'before' && rows.length > 0 : more;
  const start = startOf(cursor, rows.length, more, total);
  const last = total > 0 ? encodeCursor({ at: 'last' }, format) : null;
  return {
    rows,
    start,
    total,
    limit,
    prev: start > 0 ? (cursorAt('before', rows.at(0), start, keyset, format) ?? last) : null,
    next: hasNext ? cursorAt('after', rows.at(-1), start + rows.length, keyset, format) : null,
    last,
  };
}

/** @param key the key after which the rows begin in this order; `null` to begin with the first */
function ordered<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { column, within }: Keyset<T>,
  order: 'ASC' | 'DESC',
  key: string | null,
): SelectQueryBuilder<T> {
  const [beyond, upTo] = order === 'ASC' ? ['>', '<='] : ['<', '>='];
  if (within === undefined) {
    if (key !== null) query.andWhere(`${column} ${beyond} :key`, { key });
    return query.orderBy(column, order);
  }
  if (key === null) bound(query, within);
  else {
    // One bound per side: given two, PostgreSQL may start with the wider one.
    query
      .andWhere(`${within.column} ${upTo} :within`, { within: within.value })
      .andWhere(`(${within.column}, ${column}) ${beyond} (:within, :key)`, { key });
  }
  return query.orderBy(within.column, order).addOrderBy(column, order);
}

function bound<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  within: Keyset<T>['within'],
): SelectQueryBuilder<T> {
  if (within === undefined) return query;
  const { column, value } = within;
  return query.andWhere(`${column} >= :within AND ${column} <= :within`, { within: value });
}

function startOf(cursor: Place, count: number, more: boolean, total: number): number {
  switch (cursor.at) {
    case 'start':
    case 'after':
      return cursor.start;
    case 'before':
      return more ? Math.max(1, cursor.start - count) : 0;
    case 'last':
      return total - count;
  }
}

function cursorAt<T>(
  at: 'after' | 'before',
  row: T | undefined,
  start: number,
  { keyOf }: Keyset<T>,
  format: CursorFormat,
): string | null {
  return row === undefined ? null : encodeCursor({ at, key: keyOf(row), start }, format);
}

function lastPageSize(total: number, limit: number): number {
  return total % limit || limit;
}

function opposite(order: 'ASC' | 'DESC'): 'ASC' | 'DESC' {
  return order === 'ASC' ? 'DESC' : 'ASC';
}
