import type { SelectQueryBuilder } from 'typeorm';
import { TokenLastUse } from '../usage/recording/token-last-use.entity.js';

/** SQL: the last use of a query that joins the last uses. */
export const LAST_USE = `coalesce(used.last_used_at, '-infinity')`;

/** A trigger adds a last use with every token. */
export function joinLastUses(query: SelectQueryBuilder<object>): void {
  const isJoined = query.expressionMap.joinAttributes.some(({ alias }) => alias.name === 'used');
  if (!isJoined) query.innerJoin(TokenLastUse, 'used', 'used.token_id = token.id');
}
