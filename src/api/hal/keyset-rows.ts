import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Weight } from './page-weight.js';
import type { Page, PageRequest } from './page.js';
import { readPage } from './read-page.js';
import type { Key, Order, Rows, Slice } from './read-page.js';

/** The column that orders the collection. */
export interface Keyset<T> extends Omit<Key<T>, 'collection'> {
  /** By default, the alias of the table. */
  collection?: string;
  column: string;
  /**
   * What comes before `column` in the order: an expression that is never NULL, and its type. A key
   * is then the value of `column`, a UUID, followed by the value of the expression.
   */
  by?: { value: string; type: string } | undefined;
  /**
   * A column that has the same value in all rows of the collection and comes first in the index.
   * The filter must omit it. It is written as bounds, because with an equality PostgreSQL drops the
   * column from the order, and may then scan the rows of all other collections.
   */
  within?: { column: string; value: string };
  /**
   * SQL for the size of a row, if rows may be large. It does not read the row: PostgreSQL stores
   * the length of a text with it.
   */
  bytes?: string;
  /** SQL for the size of what the response embeds once for all rows with the same `id`. */
  embedded?: { id: string; bytes: string };
}

/**
 * Reads a page of `filtered` by keyset, with its exact total.
 *
 * @param select adds joins that only the rows need, so that counting is cheaper
 * @param known the total, if it is known without counting
 *
 * @throws InvalidCursorError
 */
export function paginate<T extends ObjectLiteral>(
  filtered: SelectQueryBuilder<T>,
  keyset: Keyset<T>,
  request: PageRequest,
  select?: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T>,
  known?: number,
): Promise<Page<T>> {
  const rows = rowsOf(filtered, keyset, select);
  return readPage(
    known === undefined ? rows : { ...rows, count: () => Promise.resolve(known) },
    request,
  );
}

export function rowsOf<T extends ObjectLiteral>(
  filtered: SelectQueryBuilder<T>,
  keyset: Keyset<T>,
  select: (query: SelectQueryBuilder<T>) => SelectQueryBuilder<T> = (query) => query,
): Rows<T> {
  const { bytes, embedded } = keyset;
  const read = (slice: Slice) => sliceOf(select(filtered.clone()), keyset, slice);
  const rows = {
    ...keyset,
    collection: keyset.collection ?? filtered.alias,
    count: () => bound(filtered.clone(), keyset.within).getCount(),
    read: (slice: Slice) => read(slice).getMany(),
  };
  if (embedded !== undefined) return { ...rows, ...withWeights(read, embedded) };
  if (bytes === undefined) return rows;
  return {
    ...rows,
    weigh: (slice) => sliceOf(filtered.clone(), keyset, slice).select(bytes, 'bytes').getRawMany(),
  };
}

/** Reads the sizes with the rows, which are small themselves. */
function withWeights<T extends ObjectLiteral>(
  read: (slice: Slice) => SelectQueryBuilder<T>,
  { id, bytes }: { id: string; bytes: string },
): Pick<Rows<T>, 'read' | 'weightOf'> {
  const weights = new WeakMap<T, Weight>();
  return {
    read: async (slice) => {
      const { entities, raw } = await read(slice)
        .addSelect(id, 'embedded_id')
        .addSelect(bytes, 'embedded_bytes')
        .getRawAndEntities<{ embedded_id: string | null; embedded_bytes: number | null }>();
      raw.forEach(({ embedded_id, embedded_bytes }, index) => {
        const row = entities[index];
        if (row) weights.set(row, { id: embedded_id, bytes: embedded_bytes ?? 0 });
      });
      return entities;
    },
    weightOf: (row) => weights.get(row) ?? { id: null, bytes: 0 },
  };
}

const UUID_LENGTH = 36;

function sliceOf<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  keyset: Keyset<T>,
  { order, key, offset, limit }: Slice,
): SelectQueryBuilder<T> {
  return ordered(query, keyset, order, key).offset(offset).limit(limit);
}

/** @param key the key after which the rows begin in this order; `null` to begin with the first */
export function ordered<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { column, within, by }: Keyset<T>,
  order: Order,
  key: string | null,
): SelectQueryBuilder<T> {
  const [beyond, upTo] = order === 'ASC' ? ['>', '<='] : ['<', '>='];
  if (by !== undefined) {
    if (key !== null) {
      query.andWhere(`(${by.value}, ${column}) ${beyond} (CAST(:value AS ${by.type}), :key)`, {
        key: key.slice(0, UUID_LENGTH),
        value: key.slice(UUID_LENGTH),
      });
    }
    return query.orderBy(by.value, order).addOrderBy(column, order);
  }
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
