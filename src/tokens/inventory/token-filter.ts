import type { SelectQueryBuilder } from 'typeorm';
import { hasStatus } from '../../admission/credentials/token-status.js';
import type { ShownTokenStatus, TokenType } from '../../admission/credentials/token.types.js';
import { parseAssistantRef } from '../../assistants/assistant-ref.js';
import { suspensionOf } from '../suspension/suspension.js';
import { TokenLastUse } from '../usage/recording/token-last-use.entity.js';
import type { Token } from '../token.entity.js';
import { EXPIRY, LAST_USE } from './token-sort.js';

/** Filters of which callers read the exact total, however many tokens match. */
export interface CountedFilter {
  /** The UUID or natural id of an assistant. A deleted assistant is found by its natural id. */
  assistantId?: string | undefined;
  userId?: string | undefined;
  username?: string | undefined;
  type?: TokenType | undefined;
  readOnly?: boolean | undefined;
  /** `active` includes the suspended and the noncompliant ones, and `noncompliant` the suspended ones. */
  status?: ShownTokenStatus | undefined;
}

export interface TokenFilter extends CountedFilter {
  /** Words, each of which begins a word of the name, the notes, the hint or the owner. */
  q?: string | undefined;
  /** The natural id of a user or a service account. */
  ownerId?: string | undefined;
  /** The team of the assistant, or of the service account that owns the token. */
  teamId?: string | undefined;
  /** A tag, or the key of tags with a value. */
  tag?: string | undefined;
  expiresBefore?: Date | undefined;
  expiresAfter?: Date | undefined;
  neverExpires?: boolean | undefined;
  unusedSince?: Date | undefined;
  neverUsed?: boolean | undefined;
  createdBefore?: Date | undefined;
  createdAfter?: Date | undefined;
  reused?: boolean | undefined;
}

type Query = SelectQueryBuilder<Token>;

/** Each one can be found in an index, apart from `status`, which mostly selects many tokens. */
const CONDITIONS: {
  [Name in keyof TokenFilter]?: (value: NonNullable<TokenFilter[Name]>) => string;
} = {
  userId: () => 'token.user_id = :userId',
  username: () => 'token.username = :username',
  type: () => 'token.type = :type',
  readOnly: () => 'token.read_only = :readOnly',
  status: (status) => STATUS_CONDITIONS[status],
  q: () =>
    `token_search(token.chosen_name, token.notes, token.hint, token.username) @@ token_search_query(:q)`,
  ownerId: () => 'token.username = :ownerId',
  teamId: () => `(
    token.assistant_id IN (SELECT id FROM assistants WHERE owner_id = :teamId)
    OR token.user_id IN (SELECT id FROM users WHERE team_id = :teamId))`,
  tag: () => 'token_tag_terms(token.tags) @> ARRAY[:tag]::text[]',
  expiresBefore: () => `${EXPIRY} < :expiresBefore`,
  expiresAfter: () => `${EXPIRY} >= :expiresAfter AND ${EXPIRY} < 'infinity'`,
  neverExpires: (never) => `${EXPIRY} ${never ? '=' : '<'} 'infinity'`,
  unusedSince: () => 'used.idle_since < :unusedSince',
  neverUsed: (never) => `${LAST_USE} ${never ? '=' : '>'} '-infinity'`,
  createdBefore: () => 'token.created_at < :createdBefore',
  createdAfter: () => 'token.created_at >= :createdAfter',
  reused: (reused) => `token.reused_at IS ${reused ? 'NOT NULL' : 'NULL'}`,
};

const STATUS_CONDITIONS: Record<ShownTokenStatus, string> = {
  active: hasStatus('token', 'active', ':now'),
  suspended: `${hasStatus('token', 'active', ':now')} AND ${suspensionOf('token')} IS NOT NULL`,
  paused: hasStatus('token', 'paused', ':now'),
  expired: hasStatus('token', 'expired', ':now'),
  revoked: hasStatus('token', 'revoked', ':now'),
  noncompliant: `${hasStatus('token', 'active', ':now')} AND token.id IN (SELECT token_id FROM token_violations)`,
};

export const FILTER_NAMES = ['assistantId', ...Object.keys(CONDITIONS)] as (keyof TokenFilter)[];

export function applyFilter(query: Query, filter: TokenFilter, now: Date): void {
  if (filter.unusedSince !== undefined || filter.neverUsed !== undefined) joinLastUses(query);
  if (filter.assistantId !== undefined) filterByAssistant(query, filter.assistantId);
  for (const [name, conditionOf] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof TokenFilter];
    if (value === undefined) continue;
    query.andWhere((conditionOf as (of: unknown) => string)(value), { [name]: value, now });
  }
}

/** A trigger adds a last use with every token. */
export function joinLastUses(query: Query): void {
  const isJoined = query.expressionMap.joinAttributes.some(({ alias }) => alias.name === 'used');
  if (!isJoined) query.innerJoin(TokenLastUse, 'used', 'used.token_id = token.id');
}

function filterByAssistant(query: Query, assistantId: string): void {
  const ref = parseAssistantRef(assistantId);
  if (ref === null) {
    query.andWhere('false');
  } else if ('id' in ref) {
    query.andWhere('token.assistant_id = :assistant', { assistant: ref.id });
  } else {
    query.andWhere(
      `(token.deleted_assistant = :assistantId OR token.assistant_id =
        (SELECT id FROM assistants WHERE owner_id = :assistantOwner AND slug = :slug))`,
      { assistantId, assistantOwner: ref.ownerId, slug: ref.slug },
    );
  }
}
