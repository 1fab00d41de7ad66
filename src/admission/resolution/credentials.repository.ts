import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, QueryConfig } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PauseCause, TokenType } from '../credentials/token.types.js';
import { GatheredLookups } from './gathered-lookups.js';
import type { Permission, UserKind, UserRole } from '../principal.js';
import { isReachable } from './reachable-assistant.js';

interface UserColumns {
  userId: string;
  userKind: UserKind;
  username: string;
  displayName: string;
  role: UserRole;
  permissions: Permission[];
  disabled: boolean;
  seat: boolean;
}

export interface SessionCredential extends UserColumns {
  id: string;
  issuedAt: Date;
  expiresAt: Date;
}

interface AssistantColumns {
  assistantId: string | null;
  assistantNaturalId: string | null;
  assistantReachable: boolean;
}

export interface TokenCredential extends UserColumns, AssistantColumns {
  id: string;
  type: TokenType;
  readOnly: boolean;
  cidr: string | null;
  host: string | null;
  issuedAt: Date;
  rateLimitPerMinute: number | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  pausedAt: Date | null;
  pauseCause: PauseCause | null;
  pauseReason: string | null;
  secretVersion: number;
  retiresAt: Date | null;
  promisedUntil: Date | null;
}

/** A child token with the current properties of its parent or chat. */
export interface ChildCredential extends UserColumns, AssistantColumns {
  id: string;
  parentId: string | null;
  webhookId: string | null;
  chatId: string | null;
  jkt: string | null;
  /** Whether the child or its parent is read-only. */
  readOnly: boolean;
  cidr: string | null;
  parentCidr: string | null;
  host: string | null;
  rateLimitPerMinute: number | null;
  parentRateLimitPerMinute: number | null;
  issuedAt: Date;
  /** The earliest end of the child, its parent and the secret it was derived with. */
  expiresAt: Date;
  /**
   * Whether neither the child nor its parent was revoked, nor all children of the parent, and the
   * parent is not paused.
   */
  live: boolean;
}

const USER_COLUMNS = `
  u.id AS "userId", u.kind AS "userKind", u.username, u.display_name AS "displayName", u.role, u.permissions, u.disabled,
  EXISTS (SELECT 1 FROM ai_seats WHERE user_id = u.id) AS seat`;

export const FIND_SESSION = `
  SELECT s.id, s.created_at AS "issuedAt", s.expires_at AS "expiresAt", ${USER_COLUMNS}
  FROM sessions s
  JOIN users u ON u.id = s.user_id
  WHERE s.digest = $1`;

const ASSISTANT_COLUMNS = `
  a.id AS "assistantId", a.owner_id || ':' || a.slug AS "assistantNaturalId",
  coalesce(${isReachable('u', 'a')}, false) AS "assistantReachable"`;

const TOKEN_COLUMNS = `
  t.id, t.type, t.read_only AS "readOnly", t.cidr, t.host,
  t.rate_limit_per_minute AS "rateLimitPerMinute",
  t.created_at AS "issuedAt", t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt",
  t.paused_at AS "pausedAt", t.pause_cause AS "pauseCause", t.pause_reason AS "pauseReason",
  s.version AS "secretVersion", s.retires_at AS "retiresAt",
  s.promised_until AS "promisedUntil",
  ${ASSISTANT_COLUMNS}, ${USER_COLUMNS}`;

const OF_SECRET = `
  JOIN tokens t ON t.id = s.token_id
  JOIN users u ON u.id = t.user_id
  LEFT JOIN assistants a ON a.id = t.assistant_id`;

export const FIND_TOKEN = `
  SELECT ${TOKEN_COLUMNS}
  FROM token_secrets s ${OF_SECRET}
  WHERE s.digest = $1`;

/** With the current secret. */
const FIND_TOKEN_BY_ID = `
  SELECT ${TOKEN_COLUMNS}
  FROM token_secrets s ${OF_SECRET}
  WHERE t.id = $1
  ORDER BY s.version DESC LIMIT 1`;

const CHILD_COLUMNS = `
  c.id, c.parent_id AS "parentId", c.webhook_id AS "webhookId", c.chat_id AS "chatId", c.jkt,
  c.read_only OR coalesce(t.read_only, false) AS "readOnly",
  c.cidr, t.cidr AS "parentCidr", t.host,
  c.rate_limit_per_minute AS "rateLimitPerMinute",
  t.rate_limit_per_minute AS "parentRateLimitPerMinute", c.created_at AS "issuedAt",
  least(c.expires_at, t.expires_at, s.retires_at) AS "expiresAt",
  c.revoked_at IS NULL AND (w.enabled OR (
    t.revoked_at IS NULL AND t.paused_at IS NULL AND t.type = 'assistant'
      AND t.child_epoch = c.child_epoch AND s.version IS NOT NULL
  )) AS live,
  ${ASSISTANT_COLUMNS}, ${USER_COLUMNS}`;

const OF_CHILD = `
  LEFT JOIN tokens t ON t.id = c.parent_id
  LEFT JOIN token_secrets s ON s.token_id = c.parent_id AND s.version = c.parent_secret_version
  LEFT JOIN webhooks w ON w.id = c.webhook_id
  LEFT JOIN chats h ON c.parent_id IS NULL AND h.id = c.chat_id AND h.assistant_id = w.assistant_id
  JOIN users u ON u.id = coalesce(t.user_id, h.user_id)
  LEFT JOIN assistants a ON a.id = coalesce(t.assistant_id, h.assistant_id)`;

export const FIND_CHILD = `
  SELECT ${CHILD_COLUMNS}
  FROM child_tokens c ${OF_CHILD}
  WHERE c.digest = $1`;

const FIND_CHILD_BY_ID = `
  SELECT ${CHILD_COLUMNS}
  FROM child_tokens c ${OF_CHILD}
  WHERE c.id = $1`;

const MAX_GATHERED = 16;

/** One parameter per digest, padded with NULL, so that PostgreSQL plans the statement only once. */
const DIGESTS = `
  unnest(ARRAY[${parameters(MAX_GATHERED)}]::bytea[]) WITH ORDINALITY AS d (digest, position)`;

const FIND_TOKENS = `
  SELECT d.position::int - 1 AS index, ${TOKEN_COLUMNS}
  FROM ${DIGESTS} JOIN token_secrets s ON s.digest = d.digest ${OF_SECRET}`;

const FIND_CHILDREN = `
  SELECT d.position::int - 1 AS index, ${CHILD_COLUMNS}
  FROM ${DIGESTS} JOIN child_tokens c ON c.digest = d.digest ${OF_CHILD}`;

function parameters(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
}

/** The query for one digest, and the query for several. */
interface Lookup {
  one: QueryConfig;
  several: QueryConfig;
}

/**
 * Reads a credential with its user, seat and assistant in one prepared statement. It runs for every
 * request that misses the cache, so it avoids entity hydration.
 */
@Injectable()
export class CredentialsRepository {
  private readonly pool: Pool;
  private readonly tokens = this.gathered<TokenCredential>({
    one: { name: 'find-token', text: FIND_TOKEN },
    several: { name: 'find-tokens', text: FIND_TOKENS },
  });
  private readonly children = this.gathered<ChildCredential>({
    one: { name: 'find-child', text: FIND_CHILD },
    several: { name: 'find-children', text: FIND_CHILDREN },
  });

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  findSession(digest: Buffer): Promise<SessionCredential | null> {
    return this.findOne({ name: 'find-session', text: FIND_SESSION, values: [digest] });
  }

  findToken(digest: Buffer): Promise<TokenCredential | null> {
    return this.tokens.find(digest);
  }

  findChild(digest: Buffer): Promise<ChildCredential | null> {
    return this.children.find(digest);
  }

  /** @param id of a token; the result has its current secret */
  findTokenById(id: string): Promise<TokenCredential | null> {
    return this.findOne({ name: 'find-token-by-id', text: FIND_TOKEN_BY_ID, values: [id] });
  }

  findChildById(id: string): Promise<ChildCredential | null> {
    return this.findOne({ name: 'find-child-by-id', text: FIND_CHILD_BY_ID, values: [id] });
  }

  private gathered<T extends object>({ one, several }: Lookup): GatheredLookups<T> {
    return new GatheredLookups<T>(MAX_GATHERED, async (digests) =>
      digests.length === 1
        ? [await this.findOne<T>({ ...one, values: [...digests] })]
        : this.findSeveral<T>(several, digests),
    );
  }

  private async findSeveral<T extends object>(
    query: QueryConfig,
    digests: readonly Buffer[],
  ): Promise<(T | null)[]> {
    const found: (T | null)[] = digests.map(() => null);
    const { rows } = await this.pool.query<T & { index: number }>({
      ...query,
      values: Array.from({ length: MAX_GATHERED }, (_, index) => digests[index] ?? null),
    });
    for (const row of rows) found[row.index] = row;
    return found;
  }

  private async findOne<T extends object>(query: QueryConfig): Promise<T | null> {
    const { rows } = await this.pool.query<T>(query);
    return rows[0] ?? null;
  }
}
