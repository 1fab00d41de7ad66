import { encodeCursor, requireFormat } from './cursor.js';
import type { Cursor, CursorFormat } from './cursor.js';
import { fitting } from './page-weight.js';
import type { Weight } from './page-weight.js';
import type { Page, PageRequest } from './page.js';

/** The key that orders a collection. It must be unique and never change. */
export interface Key<T> {
  /** The cursors of one collection are refused by another. */
  collection: string;
  order: Order;
  keyOf: (row: T) => string;
  /** Pattern of a key, so that a forged cursor cannot reach the database. */
  pattern: Pick<RegExp, 'test'>;
}

export type Order = 'ASC' | 'DESC';

/** A part of a collection. */
export interface Slice {
  order: Order;
  /** The key after which the rows begin in this order; `null` to begin with the first. */
  key: string | null;
  offset: number;
  limit: number;
}

/** The rows of a collection in the order of their keys. */
export interface Rows<T> extends Key<T> {
  /** Called after `read`, except for the last page. */
  count: () => Promise<number>;
  read: (slice: Slice) => Promise<T[]>;
  /** @returns the size of each row, before it is read */
  weigh?: (slice: Slice) => Promise<Weight[]>;
  /** @returns the size of what the response embeds in the row */
  weightOf?: (row: T) => Weight;
}

type Place = Cursor | { at: 'start'; start: number };

/** @throws InvalidCursorError */
export async function readPage<T>(rows: Rows<T>, request: PageRequest): Promise<Page<T>> {
  const { limit } = request;
  const format = { collection: rows.collection, keyPattern: rows.pattern };
  const cursor: Place =
    request.cursor === undefined
      ? { at: 'start', start: request.start }
      : requireFormat(request.cursor, format);
  const counted = cursor.at === 'last' ? await rows.count() : undefined;
  const backwards = cursor.at === 'before' || cursor.at === 'last';
  const slice: Slice = {
    order: backwards ? opposite(rows.order) : rows.order,
    key: cursor.at === 'after' || cursor.at === 'before' ? cursor.key : null,
    offset: cursor.at === 'start' ? cursor.start : 0,
    limit: counted === undefined ? limit : lastPageSize(counted, limit),
  };
  const fits = rows.weigh ? fitting(await rows.weigh(slice)) : slice.limit;
  const found = await rows.read({ ...slice, limit: fits + 1 });
  const total = counted ?? (await rows.count());
  const { weightOf } = rows;
  const size = weightOf ? Math.min(fits, fitting(found.map(weightOf))) : fits;

  const more = found.length > size;
  const page = backwards ? found.slice(0, size).reverse() : found.slice(0, size);
  const hasNext = backwards ? cursor.at === 'before' && page.length > 0 : more;
  const start = startOf(cursor, page.length, more, total);
  const last = total > 0 ? encodeCursor({ at: 'last' }, format) : null;
  return {
    rows: page,
    start,
    total,
    limit,
    prev: start > 0 ? (cursorAt('before', page.at(0), start, rows, format) ?? last) : null,
    next: hasNext ? cursorAt('after', page.at(-1), start + page.length, rows, format) : null,
    last,
  };
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
  { keyOf }: Key<T>,
  format: CursorFormat,
): string | null {
  return row === undefined ? null : encodeCursor({ at, key: keyOf(row), start }, format);
}

function lastPageSize(total: number, limit: number): number {
  return total % limit || limit;
}

function opposite(order: Order): Order {
  return order === 'ASC' ? 'DESC' : 'ASC';
}
