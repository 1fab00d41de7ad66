import type { Keyset } from './keyset-rows.js';
import type { Key } from './read-page.js';

/** An order of a collection. Each row has a UUID in `column`, so that equal values have an order. */
export interface Order<T> {
  column: string;
  /** SQL, never NULL. */
  value: string;
  type: 'timestamptz' | 'text';
  valueOf: (row: T) => string;
  /** What a cursor looks like. */
  pattern: Key<T>['pattern'];
}

export type Sort<Field extends string> = Field | `-${Field}`;

const UUID_LENGTH = 36;
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** `infinity` for a time that never comes. */
const TIME = '(-?infinity|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z)';
const TIME_PATTERN = new RegExp(`^${UUID}${TIME}$`);
/** PostgreSQL knows no February 30, and no year 0. */
const TIME_KEY = {
  test: (key: string) => TIME_PATTERN.test(key) && isTime(key.slice(UUID_LENGTH)),
};

/** A cursor has room for the beginning of a text. Rows with the same one are ordered by age. */
const SORTED_CHARACTERS = 30;
const TEXT_KEY = new RegExp(`^${UUID}[^\\0]{0,${SORTED_CHARACTERS}}$`, 'u');

/** Upper case comes before lower case. */
export function textOrder<T>(column: string, text: string, valueOf: (row: T) => string): Order<T> {
  return {
    column,
    value: `left(${text}, ${SORTED_CHARACTERS}) COLLATE "C"`,
    type: 'text',
    valueOf: (row) => [...valueOf(row)].slice(0, SORTED_CHARACTERS).join(''),
    pattern: TEXT_KEY,
  };
}

export function timeOrder<T>(column: string, time: string, valueOf: (row: T) => string): Order<T> {
  return { column, value: time, type: 'timestamptz', valueOf, pattern: TIME_KEY };
}

/** Each field, and with `-` for descending. */
export function sortsBy<Field extends string>(fields: readonly Field[]): Sort<Field>[] {
  return [...fields, ...fields.map((field) => `-${field}` as const)];
}

export function fieldOf<Field extends string>(sort: Sort<Field>): Field {
  return sort.replace(/^-/, '') as Field;
}

/** A cursor belongs to one sort: another one refuses it. */
export function keysetBy<T extends { id: string }, Field extends string>(
  sort: Sort<Field>,
  orders: Record<Field, Order<T>>,
): Keyset<T> & { collection: string } {
  const { column, value, type, valueOf, pattern } = orders[fieldOf(sort)];
  return {
    collection: sort,
    column,
    order: sort.startsWith('-') ? 'DESC' : 'ASC',
    by: { value, type },
    keyOf: (row) => `${row.id}${valueOf(row)}`,
    pattern,
  };
}

/** Also for the infinite times. */
function isTime(text: string): boolean {
  if (text.endsWith('infinity')) return true;
  const time = new Date(text);
  return !text.startsWith('0000') && !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
