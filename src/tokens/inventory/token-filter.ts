import type { SelectQueryBuilder } from 'typeorm';
import { hasStatus } from '../../admission/credentials/token-status.js';
import type { ShownTokenStatus, TokenType } from '../../admission/credentials/token.types.js';
import { isReachable } from '../../admission/resolution/reachable-assistant.js';
import { parseAssistantRef } from '../../assistants/assistant-ref.js';
import { suspensionOf } from '../suspension/suspension.js';
import type { Token } from '../token.entity.js';
import { joinLastUses, LAST_USE } from './last-uses.js';
import { EXPIRY } from './token-expiry.js';

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
  /** The team of the assistant. */
  teamAssistants?: string | undefined;
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
  /** Whether the owner left the team of the assistant. */
  ownerLeft?: boolean | undefined;
}

type Query = SelectQueryBuilder<Token>;
type Conditions = {
  [Name in keyof TokenFilter]?: (value: NonNullable<TokenFilter[Name]>) => string;
};

/** An array lets PostgreSQL use an index for each side of an OR. */
const isForTeam = (team: string) =>
  `token.assistant_id = ANY(ARRAY(SELECT id FROM assistants WHERE owner_id = ${team}))`;

/** Each one can be found in an index, apart from `status`, which mostly selects many tokens. */
const CONDITIONS: Conditions = {
  userId: () => 'token.user_id = :userId',
  username: () => 'token.username = :username',
  type: () => 'token.type = :type',
  readOnly: () => 'token.read_only = :readOnly',
  status: (status) => STATUS_CONDITIONS[status],
  q: () =>
    `token_search(token.chosen_name, token.notes, token.hint, token.username) @@ token_search_query(:q)`,
  ownerId: () => 'token.username = :ownerId',
  teamId: () => `(
    ${isForTeam(':teamId')}
    OR token.user_id = ANY(ARRAY(SELECT id FROM users WHERE team_id = :teamId)))`,
  teamAssistants: () => isForTeam(':teamAssistants'),
  tag: () => 'token_tag_terms(token.tags) @> ARRAY[:tag]::text[]',
  expiresBefore: () => `${EXPIRY} < :expiresBefore`,
  expiresAfter: () => `${EXPIRY} >= :expiresAfter AND ${EXPIRY} < 'infinity'`,
  neverExpires: (never) => `${EXPIRY} ${never ? '=' : '<'} 'infinity'`,
  unusedSince: () => 'used.idle_since < :unusedSince',
  neverUsed: (never) => `${LAST_USE} ${never ? '=' : '>'} '-infinity'`,
  createdBefore: () => 'token.created_at < :createdBefore',
  createdAfter: () => 'token.created_at >= :createdAfter',
  reused: (reused) => `token.reused_at IS ${reused ? 'NOT NULL' : 'NULL'}`,
  ownerLeft: (left) => `${left ? '' : 'NOT '}EXISTS (
    SELECT FROM team_departures d JOIN assistants a ON a.owner_id = d.team_id
    WHERE d.user_id = token.user_id AND a.id = token.assistant_id)`,
};

/** The tokens of `suspensionOf`, as sets that PostgreSQL can join. */
const SUSPENDED = `
  SELECT t.id FROM users u JOIN tokens t ON t.user_id = u.id WHERE u.disabled
  UNION ALL
  SELECT t.id FROM users u JOIN tokens t ON t.user_id = u.id
  WHERE t.type = 'assistant' AND NOT EXISTS (SELECT FROM ai_seats WHERE user_id = u.id)
  UNION ALL
  SELECT t.id FROM assistants a JOIN tokens t ON t.assistant_id = a.id JOIN users u ON u.id = t.user_id
  WHERE NOT ${isReachable('u', 'a')}`;

/** The same for single rows: the words and terms of the indexes take long to compute. */
const ROW_CONDITIONS: Conditions = {
  ...CONDITIONS,
  q: (value) => `CASE
    WHEN lower(concat_ws(' ', token.chosen_name, token.notes, token.hint, token.username))
      LIKE ALL ((SELECT array_agg('%' || word || '%') FROM unnest(token_words(:q)) word)::text[])
    THEN ${String(CONDITIONS.q?.(value))} ELSE false END`,
  tag: () => `(token.tags @> ARRAY[:tag]::text[]
    OR EXISTS (SELECT FROM unnest(token.tags) tag WHERE starts_with(tag, :tag || '=')))`,
  status: (status) =>
    status === 'suspended'
      ? `${hasStatus('token', 'active', ':now')} AND ${suspensionOf('token')} IS NOT NULL`
      : STATUS_CONDITIONS[status],
};

const STATUS_CONDITIONS: Record<ShownTokenStatus, string> = {
  active: hasStatus('token', 'active', ':now'),
  suspended: `${hasStatus('token', 'active', ':now')} AND token.id IN (${SUSPENDED})`,
  paused: hasStatus('token', 'paused', ':now'),
  expired: hasStatus('token', 'expired', ':now'),
  revoked: hasStatus('token', 'revoked', ':now'),
  noncompliant: `${hasStatus('token', 'active', ':now')} AND token.id IN (SELECT token_id FROM token_violations)`,
};

export const FILTER_NAMES = ['assistantId', ...Object.keys(CONDITIONS)] as (keyof TokenFilter)[];

export function applyFilter(query: Query, filter: TokenFilter, now: Date): void {
  apply(query, CONDITIONS, filter, now);
}

/** Like `applyFilter`, for a query that reads row after row. */
export function applyFilterToRows(query: Query, filter: TokenFilter, now: Date): void {
  apply(query, ROW_CONDITIONS, filter, now);
}

function apply(query: Query, conditions: Conditions, filter: TokenFilter, now: Date): void {
  if (filter.unusedSince !== undefined || filter.neverUsed !== undefined) joinLastUses(query);
  if (filter.assistantId !== undefined) filterByAssistant(query, filter.assistantId);
  for (const [name, conditionOf] of Object.entries(conditions)) {
    const value = filter[name as keyof TokenFilter];
    if (value === undefined) continue;
    query.andWhere((conditionOf as (of: unknown) => string)(value), { [name]: value, now });
  }
  // Else the index of the expiry would also read all tokens that expired long ago.
  const { status, expiresBefore } = filter;
  if (expiresBefore !== undefined && isLiveStatus(status)) query.andWhere(`${EXPIRY} > :now`);
  if (filter.unusedSince !== undefined) {
    query.andWhere(`token.created_at < :unusedSince AND ${LAST_USE} < :unusedSince`);
  }
}

function isLiveStatus(status: ShownTokenStatus | undefined): boolean {
  return status !== undefined && status !== 'expired' && status !== 'revoked';
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
