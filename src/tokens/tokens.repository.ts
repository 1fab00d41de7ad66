import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { summaryBytes } from '../assistants/assistants.repository.js';
import { countUpTo } from '../platform/database/count-up-to.js';
import { queryPrepared } from '../platform/database/prepared.js';
import { UUID_PATTERN } from '../platform/ids/id.js';
import { hasStatus, isLive } from '../admission/credentials/token-status.js';
import { paginate } from '../api/hal/keyset-rows.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { applyFilter } from './inventory/token-filter.js';
import type { CountedFilter } from './inventory/token-filter.js';
import { nameOf, Token } from './token.entity.js';
import { TokenTotalsRepository } from './listing/token-totals.repository.js';
import type { OnReuse, ShownTokenStatus } from '../admission/credentials/token.types.js';

export type NewToken = Omit<
  Token,
  | 'user'
  | 'assistant'
  | 'deletedAssistant'
  | 'revokedAt'
  | 'revocationReason'
  | 'reusedAt'
  | 'childEpoch'
  | 'suspension'
  | 'noncompliance'
  | 'resumedAt'
  | 'name'
  | 'lastUsedAt'
  | 'pausedAt'
  | 'pausedReason'
  | 'pauseCause'
>;

const COLUMNS: Record<keyof NewToken, string> = {
  id: 'id',
  type: 'type',
  userId: 'user_id',
  username: 'username',
  assistantId: 'assistant_id',
  chosenName: 'chosen_name',
  tags: 'tags',
  notes: 'notes',
  data: 'data',
  readOnly: 'read_only',
  restrict: 'restrict',
  cidr: 'cidr',
  host: 'host',
  rateLimitPerMinute: 'rate_limit_per_minute',
  onReuse: 'on_reuse',
  hint: 'hint',
  secretVersion: 'secret_version',
  expiresAt: 'expires_at',
  createdAt: 'created_at',
};
const PROPERTIES = Object.keys(COLUMNS) as (keyof NewToken)[];

/** `$1` is the digest of the secret. The columns of the token follow. */
const INSERT = {
  name: 'insert-token',
  text: `
    WITH token AS (
      INSERT INTO tokens (${Object.values(COLUMNS).join(', ')})
      VALUES (${PROPERTIES.map((_, index) => `$${index + 2}`).join(', ')})
      RETURNING id, secret_version, created_at, ${nameOf('tokens')} AS shown_name
    ), secret AS (
      INSERT INTO token_secrets (token_id, version, digest, created_at)
      SELECT id, secret_version, $1, created_at FROM token
    )
    SELECT shown_name AS name FROM token`,
};

const ACTIVE_OF_USER = {
  name: 'count-active-tokens',
  rows: `tokens token WHERE user_id = $1 AND ${isLive('token', '$2')}`,
};

const ACTIVE_OF_ASSISTANT = {
  name: 'count-active-tokens-of-assistant',
  rows: `tokens token WHERE assistant_id = $1 AND ${hasStatus('token', 'active', '$2')}`,
};

interface AssistantTokensFilter extends CountedFilter {
  /** The UUID of an assistant. */
  assistantUuid: string;
}

@Injectable()
export class TokensRepository {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly totals: TokenTotalsRepository,
  ) {}

  /**
   * Inserts the token and its first secret.
   *
   * @param digest of the secret
   * @returns the name that clients see
   */
  async insert(manager: EntityManager, token: NewToken, digest: Buffer): Promise<string> {
    const values = [digest, ...PROPERTIES.map((key) => token[key])];
    const [inserted] = await queryPrepared<{ name: string }>(manager, INSERT, values);
    if (inserted === undefined) throw new Error('The token was not inserted.');
    return inserted.name;
  }

  /** Paused tokens count too, because they can be resumed. Counting stops at `enough`. */
  countActive(manager: EntityManager, userId: string, now: Date, enough: number): Promise<number> {
    return countUpTo(manager, ACTIVE_OF_USER, [userId, now], enough);
  }

  /** The active tokens of an assistant. Counting stops at `enough`. */
  countActiveOf(
    manager: EntityManager,
    assistantId: string | null,
    now: Date,
    enough: number,
  ): Promise<number> {
    return countUpTo(manager, ACTIVE_OF_ASSISTANT, [assistantId, now], enough);
  }

  /** Loads the natural id of the assistant too. */
  find(id: string, manager = this.dataSource.manager): Promise<Token | null> {
    return withAssistantName(
      manager.createQueryBuilder(Token, 'token').where('token.id = :id', { id }),
    ).getOne();
  }

  /** Waits for updates of the token, but not for inserts of rows that refer to it. */
  lock(manager: EntityManager, id: string): Promise<Token | null> {
    return manager.findOne(Token, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  async update(
    manager: EntityManager,
    id: string,
    changes: Partial<Omit<NewToken, 'id'>>,
  ): Promise<void> {
    await manager.update(Token, { id }, changes);
  }

  /** Revokes all children at once, see `childEpoch`. */
  async endChildren(manager: EntityManager, id: string): Promise<void> {
    await manager.increment(Token, { id }, 'childEpoch', 1);
  }

  /**
   * @param since do not record reuse again if it was recorded after this time
   * @returns the `onReuse` of the token; `null` if there is nothing to record
   */
  async markReused(
    manager: EntityManager,
    id: string,
    now: Date,
    since: Date,
  ): Promise<OnReuse | null> {
    const result = await manager
      .createQueryBuilder()
      .update(Token)
      .set({ reusedAt: now })
      .where('id = :id AND revoked_at IS NULL', { id })
      .andWhere(`(reused_at IS NULL OR reused_at <= :since OR on_reuse = 'revoke')`, { since })
      .returning('on_reuse')
      .execute();
    const [row] = result.raw as { on_reuse: OnReuse }[];
    return row?.on_reuse ?? null;
  }

  /** The tokens of an assistant, newest first. @param embed what the response embeds */
  async findPage(
    filter: AssistantTokensFilter,
    request: PageRequest,
    now: Date,
    embed: readonly string[] = [],
  ): Promise<Page<Token>> {
    const total = await this.knownTotal(filter, now);
    const query = this.dataSource.manager.createQueryBuilder(Token, 'token');
    const { assistantUuid, ...others } = filter;
    applyFilter(query, others, now);
    if (total !== undefined && total <= FEW) gatherFirst(query, filter);
    return paginate(
      query,
      {
        column: 'token.id',
        order: 'DESC',
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        within: { column: 'token.assistant_id', value: assistantUuid },
        ...(embed.includes('assistant') && { embedded: ASSISTANT }),
      },
      request,
      withAssistantName,
      total,
    );
  }

  /** @returns undefined if the triggers keep no total for this filter */
  private async knownTotal(
    { assistantUuid, status, ...others }: AssistantTokensFilter,
    now: Date,
  ): Promise<number | undefined> {
    if (
      status === 'suspended' ||
      status === 'noncompliant' ||
      Object.values(others).some((value) => value !== undefined)
    ) {
      return undefined;
    }
    return this.totals.ofAssistant(assistantUuid, now, status);
  }
}

export const ASSISTANT = {
  id: 'token.assistant_id',
  bytes: `(SELECT ${summaryBytes('a')} FROM assistants a WHERE a.id = token.assistant_id)`,
};

/**
 * Up to this many rows, collecting them by expiry and sorting them is faster than walking the index
 * in the order of the page and skipping the others.
 */
const FEW = 1_000;

const UNREVOKED_OF_ASSISTANT =
  'SELECT id FROM tokens WHERE assistant_id = :assistantUuid AND revoked_at IS NULL AND';

const GATHERED: Partial<Record<ShownTokenStatus, string>> = {
  active: `${UNREVOKED_OF_ASSISTANT} expires_at > :now
    UNION ALL ${UNREVOKED_OF_ASSISTANT} expires_at IS NULL`,
  expired: `${UNREVOKED_OF_ASSISTANT} expires_at <= :now`,
};

function gatherFirst(
  query: SelectQueryBuilder<Token>,
  { assistantUuid, status }: AssistantTokensFilter,
): void {
  const ids = status && GATHERED[status];
  if (ids !== undefined) query.andWhere(`token.id = ANY(ARRAY(${ids}))`, { assistantUuid });
}

export function withAssistantName(query: SelectQueryBuilder<Token>): SelectQueryBuilder<Token> {
  return query
    .leftJoin('token.assistant', 'assistant')
    .addSelect(['assistant.id', 'assistant.ownerId', 'assistant.slug', 'assistant.shared']);
}
