import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { parseAssistantRef } from '../assistants/assistant-ref.js';
import { queryPrepared } from '../platform/database/prepared.js';
import { UUID_PATTERN } from '../platform/ids/id.js';
import { paginate } from '../api/hal/page.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { Token } from './token.entity.js';
import { TokenTotalsRepository } from './listing/token-totals.repository.js';
import type { OnReuse, TokenStatus, TokenType } from '../admission/credentials/token.types.js';

export type NewToken = Omit<
  Token,
  | 'user'
  | 'assistant'
  | 'deletedAssistant'
  | 'revokedAt'
  | 'revocationReason'
  | 'reusedAt'
  | 'childEpoch'
>;

const COLUMNS: Record<keyof NewToken, string> = {
  id: 'id',
  type: 'type',
  userId: 'user_id',
  username: 'username',
  assistantId: 'assistant_id',
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
      RETURNING id, secret_version, created_at
    )
    INSERT INTO token_secrets (token_id, version, digest, created_at)
    SELECT id, secret_version, $1, created_at FROM token`,
};

export interface TokenFilter {
  /** The UUID of an assistant. */
  assistantUuid?: string | undefined;
  /** The UUID or natural id of an assistant. A deleted assistant is found by its natural id. */
  assistantId?: string | undefined;
  userId?: string | undefined;
  username?: string | undefined;
  type?: TokenType | undefined;
  readOnly?: boolean | undefined;
  status?: TokenStatus | undefined;
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
   */
  async insert(manager: EntityManager, token: NewToken, digest: Buffer): Promise<void> {
    await queryPrepared(manager, INSERT, [digest, ...PROPERTIES.map((key) => token[key])]);
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

  /** Newest first. */
  async findPage(filter: TokenFilter, request: PageRequest, now: Date): Promise<Page<Token>> {
    const total = await this.knownTotal(filter, now);
    const query = this.dataSource.manager.createQueryBuilder(Token, 'token');
    applyFilter(query, filter, now);
    if (total !== undefined && total <= FEW) gatherFirst(query, filter);
    return paginate(
      query,
      {
        column: 'token.id',
        order: 'DESC',
        keyOf: ({ id }) => id,
        pattern: UUID_PATTERN,
        ...(filter.assistantUuid !== undefined && {
          within: { column: 'token.assistant_id', value: filter.assistantUuid },
        }),
      },
      request,
      withAssistantName,
      total,
    );
  }

  /** @returns undefined if the triggers keep no total for this filter */
  private async knownTotal(filter: TokenFilter, now: Date): Promise<number | undefined> {
    const { assistantUuid, status, ...others } = filter;
    if (Object.values(others).some((value) => value !== undefined)) return undefined;
    return assistantUuid === undefined
      ? this.totals.ofAll(now, status)
      : this.totals.ofAssistant(assistantUuid, now, status);
  }
}

/**
 * Up to this many rows, collecting them by expiry and sorting them is faster than walking the index
 * in the order of the page and skipping the others.
 */
const FEW = 1_000;

const UNREVOKED_OF_ASSISTANT =
  'SELECT id FROM tokens WHERE assistant_id = :assistantUuid AND revoked_at IS NULL AND';

const GATHERED: Partial<Record<TokenStatus, string>> = {
  active: `${UNREVOKED_OF_ASSISTANT} expires_at > :now
    UNION ALL ${UNREVOKED_OF_ASSISTANT} expires_at IS NULL`,
  expired: `${UNREVOKED_OF_ASSISTANT} expires_at <= :now`,
};

function gatherFirst(query: SelectQueryBuilder<Token>, filter: TokenFilter): void {
  const { assistantUuid, status } = filter;
  const ids = status && assistantUuid !== undefined ? GATHERED[status] : undefined;
  if (ids !== undefined) query.andWhere(`token.id = ANY(ARRAY(${ids}))`, { assistantUuid });
}

function withAssistantName(query: SelectQueryBuilder<Token>): SelectQueryBuilder<Token> {
  return query
    .leftJoin('token.assistant', 'assistant')
    .addSelect(['assistant.id', 'assistant.ownerId', 'assistant.slug', 'assistant.shared']);
}

const IS_EXPIRED = '(token.expires_at IS NOT NULL AND token.expires_at <= :now)';

const STATUS_CONDITIONS: Record<TokenStatus, string> = {
  active: `token.revoked_at IS NULL AND NOT ${IS_EXPIRED}`,
  expired: `token.revoked_at IS NULL AND ${IS_EXPIRED}`,
  revoked: 'token.revoked_at IS NOT NULL',
};

/** `assistantUuid` is missing here, because the keyset filters by it. */
function applyFilter(query: SelectQueryBuilder<Token>, filter: TokenFilter, now: Date): void {
  const { assistantId, userId, username, type, readOnly, status } = filter;
  if (assistantId !== undefined) filterByAssistant(query, assistantId);
  if (userId !== undefined) query.andWhere('token.user_id = :userId', { userId });
  if (username !== undefined) query.andWhere('token.username = :username', { username });
  if (type !== undefined) query.andWhere('token.type = :type', { type });
  if (readOnly !== undefined) query.andWhere('token.read_only = :readOnly', { readOnly });
  if (status !== undefined) query.andWhere(STATUS_CONDITIONS[status], { now });
}

function filterByAssistant(query: SelectQueryBuilder<Token>, assistantId: string): void {
  const ref = parseAssistantRef(assistantId);
  if (ref === null) {
    query.andWhere('false');
  } else if ('id' in ref) {
    query.andWhere('token.assistant_id = :assistant', { assistant: ref.id });
  } else {
    query.andWhere(
      `(token.deleted_assistant = :assistantId OR token.assistant_id =
        (SELECT id FROM assistants WHERE owner_id = :ownerId AND slug = :slug))`,
      { assistantId, ...ref },
    );
  }
}
