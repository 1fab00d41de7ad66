import type { SelectQueryBuilder } from 'typeorm';
import type { Keyset } from '../../api/hal/keyset-rows.js';
import { fieldOf, keysetBy, sortsBy, textOrder, timeOrder } from '../../api/hal/sort.js';
import type { Order, Sort } from '../../api/hal/sort.js';
import { nameOf } from '../token.entity.js';
import type { Token } from '../token.entity.js';
import { EXPIRY } from './token-expiry.js';
import type { TokenFilter } from './token-filter.js';
import { joinLastUses, LAST_USE } from './last-uses.js';

const FIELDS = ['createdAt', 'lastUsedAt', 'expiresAt', 'name'] as const;
type Field = (typeof FIELDS)[number];

export const TOKEN_SORTS = sortsBy(FIELDS);
export type TokenSort = Sort<Field>;

/** Each one has an index. A token that never expires is the last one to expire. */
const ORDERS: Record<Field, Order<Token>> = {
  createdAt: timeOrder('token.id', 'token.created_at', ({ createdAt }) => createdAt.toISOString()),
  lastUsedAt: timeOrder(
    'used.token_id',
    LAST_USE,
    ({ lastUsedAt }) => lastUsedAt?.toISOString() ?? '-infinity',
  ),
  expiresAt: timeOrder(
    'token.id',
    EXPIRY,
    ({ expiresAt }) => expiresAt?.toISOString() ?? 'infinity',
  ),
  name: textOrder('token.id', nameOf('token'), ({ name }) => name),
};

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

export function keysetOf(sort: TokenSort): Keyset<Token> & { collection: string } {
  return keysetBy(sort, ORDERS);
}
