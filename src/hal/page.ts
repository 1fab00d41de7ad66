import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Cursor } from './cursor.js';
import { decodeCursor } from './cursor.js';

export const DEFAULT_LIMIT = 30;
export const MAX_LIMIT = 200;

export interface PageRequest {
  /** Offset of the first row; not together with `cursor`. */
  start: number;
  limit: number;
  cursor: string | undefined;
}

export interface Page<T> {
  rows: T[];
  start: number;
  total: number;
  limit: number;
  /** The page's place relative to its neighbours, null where there is none. */
  next: Cursor | null;
  prev: Cursor | null;
}

/** One column, unique and never changing, that orders the collection. */
export interface Keyset<T> {
  column: string;
  order: 'ASC' | 'DESC';
  keyOf: (row: T) => string;
  /** Pattern of a key, so that a forged cursor cannot reach the database. */
  pattern: RegExp;
}

/**
 * A keyset page of `filtered` with its exact total. `select` adds the joins that only the
 * rows need, so that counting does without them.
 *
 * @throws InvalidCursorError
 */
export async function paginate<T extends ObjectLiteral>(
  filtered: SelectQueryBuilder<T>,
  keyset: Keyset<T>,
  request: PageRequest,
  select: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T> = (query) => query,
): Promise<Page<T>> {
  const { limit } = request;
  const cursor: Cursor = request.cursor
    ? decodeCursor(request.cursor, keyset.pattern)
    : { at: 'start', start: request.start };
  const total = await filtered.clone().getCount();
  const backwards = cursor.at === 'before' || cursor.at === 'last';
  const query = select(filtered.clone());
  const size = cursor.at === 'last' ? lastPageSize(total, limit) : limit;

  if (cursor.at === 'after' || cursor.at === 'before') {
    const comparison = (cursor.at === 'after') === (keyset.order === 'ASC') ? '>' : '<';
    query.andWhere(`${keyset.column} ${comparison} :key`, { key: cursor.key });
  }
  const found = await query
    .orderBy(keyset.column, backwards ? opposite(keyset.order) : keyset.order)
    .offset(cursor.at === 'start' ? cursor.start : 0)
    .limit(size + 1)
    .getMany();

  const more = found.length > size;
  const rows = backwards ? found.slice(0, size).reverse() : found.slice(0, size);
  const hasNext = backwards ? cursor.at === 'before' && rows.length > 0 : more;
  const start = startOf(cursor, rows.length, more, total);
  return {
    rows,
    start,
    total,
    limit,
    next: hasNext ? neighbour('after', rows.at(-1), start + rows.length, keyset) : null,
    prev: start > 0 ? neighbour('before', rows.at(0), start, keyset) : null,
  };
}

function startOf(cursor: Cursor, count: number, more: boolean, total: number): number {
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

function neighbour<T>(
  at: 'after' | 'before',
  row: T | undefined,
  start: number,
  keyset: Keyset<T>,
): Cursor | null {
  return row === undefined ? null : { at, key: keyset.keyOf(row), start };
}

function lastPageSize(total: number, limit: number): number {
  return total % limit || limit;
}

function opposite(order: 'ASC' | 'DESC'): 'ASC' | 'DESC' {
  return order === 'ASC' ? 'DESC' : 'ASC';
}
