import type { SelectQueryBuilder } from 'typeorm';
import type { Keyset } from '../../api/hal/keyset-rows.js';
import type { Key } from '../../api/hal/read-page.js';
import { nameOf } from '../token.entity.js';
import type { Token } from '../token.entity.js';
import type { TokenFilter } from './token-filter.js';
import { EXPIRY } from './token-expiry.js';
import { joinLastUses, LAST_USE } from './last-uses.js';

const FIELDS = ['createdAt', 'lastUsedAt', 'expiresAt', 'name'] as const;
type Field = (typeof FIELDS)[number];

export const TOKEN_SORTS = [...FIELDS, ...FIELDS.map((field) => `-${field}` as const)];
export type TokenSort = (typeof TOKEN_SORTS)[number];


const UUID_LENGTH = 36;
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = '(-?infinity|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z)';
const TIME_PATTERN = new RegExp(`^${UUID}${TIME}$`);
/** PostgreSQL knows no February 30, and no year 0. */
const TIME_KEY = {
  test: (key: string) => TIME_PATTERN.test(key) && isTime(key.slice(UUID_LENGTH)),
};
/** A cursor has room for the beginning of a name. Tokens with the same one are ordered by age. */
const SORTED_CHARACTERS = 30;
const NAME_PATTERN = new RegExp(`^${UUID}[^\\0]{0,${SORTED_CHARACTERS}}$`, 'u');

interface Order {
  /** The column with the id, in the same index as the value. */
  column: string;
  value: string;
  type: 'timestamptz' | 'text';
  valueOf: (token: Token) => string;
  pattern: Key<Token>['pattern'];
}

/** Each one has an index. A token that never expires is the last one to expire. */
const ORDERS: Record<Field, Order> = {
  createdAt: {
    column: 'token.id',
    value: 'token.created_at',
    type: 'timestamptz',
    valueOf: ({ createdAt }) => createdAt.toISOString(),
    pattern: TIME_KEY,
  },
  lastUsedAt: {
    column: 'used.token_id',
    value: LAST_USE,
    type: 'timestamptz',
    valueOf: ({ lastUsedAt }) => lastUsedAt?.toISOString() ?? '-infinity',
    pattern: TIME_KEY,
  },
  expiresAt: {
    column: 'token.id',
    value: EXPIRY,
    type: 'timestamptz',
    valueOf: ({ expiresAt }) => expiresAt?.toISOString() ?? 'infinity',
    pattern: TIME_KEY,
  },
  name: {
    column: 'token.id',
    value: `left(${nameOf('token')}, ${SORTED_CHARACTERS}) COLLATE "C"`,
    type: 'text',
    valueOf: ({ name }) => [...name].slice(0, SORTED_CHARACTERS).join(''),
    pattern: NAME_PATTERN,
  },
};

function fieldOf(sort: TokenSort): Field {
  return sort.replace(/^-/, '') as Field;
}

/** Joins what a query needs to sort. */
export function joinSorted(query: SelectQueryBuilder<Token>, { by }: Keyset<Token>): void {
  if (by?.value === LAST_USE) joinLastUses(query);
}

/** The filters that bound the value of a sort. */
const BOUNDS = {
  createdAt: ['createdBefore', 'createdAfter', 'unusedSince'],
  lastUsedAt: ['neverUsed', 'unusedSince'],
  expiresAt: ['expiresBefore', 'expiresAfter', 'neverExpires'],
  name: [],
} as const satisfies Record<Field, readonly (keyof TokenFilter)[]>;

/** The part of the filter that the index of the sort can apply. */
export function boundsOf(filter: TokenFilter, sort: TokenSort | undefined): TokenFilter {
  const names: readonly (keyof TokenFilter)[] = sort === undefined ? [] : BOUNDS[fieldOf(sort)];
  return Object.fromEntries(names.map((name) => [name, filter[name]]));
}

/** A cursor belongs to one sort: another one refuses it. */
export function keysetOf(sort: TokenSort): Keyset<Token> & { collection: string } {
  const { column, value, type, valueOf, pattern } = ORDERS[fieldOf(sort)];
  return {
    collection: sort,
    column,
    order: sort.startsWith('-') ? 'DESC' : 'ASC',
    by: { value, type },
    keyOf: (token) => `${token.id}${valueOf(token)}`,
    pattern,
  };
}

/** Also for the infinite times. */
function isTime(text: string): boolean {
  if (text.endsWith('infinity')) return true;
  const time = new Date(text);
  return !text.startsWith('0000') && !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
