import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, QueryConfig } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TokenType } from '../tokens/token.types.js';
import { GatheredLookups } from './gathered-lookups.js';
import type { Permission, UserRole } from './principal.js';

interface UserColumns {
  userId: string;
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

export interface TokenCredential extends UserColumns {
  id: string;
  type: TokenType;
  readOnly: boolean;
  cidr: string | null;
  host: string | null;
  issuedAt: Date;
  rateLimitPerMinute: number | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  secretVersion: number;
  retiresAt: Date | null;
  assistantId: string | null;
  assistantNaturalId: string | null;
  assistantReachable: boolean;
}

const USER_COLUMNS = `
  u.id AS "userId", u.username, u.display_name AS "displayName", u.role, u.permissions, u.disabled,
  EXISTS (SELECT 1 FROM ai_seats WHERE user_id = u.id) AS seat`;

export const FIND_SESSION = `
  SELECT s.id, s.created_at AS "issuedAt", s.expires_at AS "expiresAt", ${USER_COLUMNS}
  FROM sessions s
  JOIN users u ON u.id = s.user_id
  WHERE s.digest = $1`;

const TOKEN_COLUMNS = `
  t.id, t.type, t.read_only AS "readOnly", t.cidr, t.host,
  t.rate_limit_per_minute AS "rateLimitPerMinute",
  t.created_at AS "issuedAt", t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt",
  s.version AS "secretVersion", s.retires_at AS "retiresAt",
  a.id AS "assistantId", a.owner_id || ':' || a.slug AS "assistantNaturalId",
  coalesce(
    a.shared OR u.role = 'admin' OR a.owner_id = u.username OR EXISTS (
      SELECT 1 FROM team_members WHERE team_id = a.owner_id AND user_id = u.id
    ), false) AS "assistantReachable",
  ${USER_COLUMNS}`;

const TOKEN_OF_SECRET = `
  JOIN tokens t ON t.id = s.token_id
  JOIN users u ON u.id = t.user_id
  LEFT JOIN assistants a ON a.id = t.assistant_id`;

export const FIND_TOKEN = `
  SELECT ${TOKEN_COLUMNS}
  FROM token_secrets s ${TOKEN_OF_SECRET}
  WHERE s.digest = $1`;

const MAX_TOKENS = 16;

/** One parameter each, NULL where there are fewer: a plan that never changes is made once. */
const FIND_TOKENS = `
  SELECT d.position::int - 1 AS index, ${TOKEN_COLUMNS}
  FROM unnest(ARRAY[${parameters(MAX_TOKENS)}]::bytea[]) WITH ORDINALITY AS d (digest, position)
  JOIN token_secrets s ON s.digest = d.digest ${TOKEN_OF_SECRET}`;

function parameters(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
}

/**
 * Resolves a presented secret with its user, seat and assistant in one prepared statement.
 * On the path of every request, so it goes around entity hydration.
 */
@Injectable()
export class CredentialsRepository {
  private readonly pool: Pool;
  private readonly tokens = new GatheredLookups<TokenCredential>(MAX_TOKENS, (digests) =>
    digests.length === 1 ? this.findOneToken(digests) : this.findTokens(digests),
  );

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  findSession(digest: Buffer): Promise<SessionCredential | null> {
    return this.findOne({ name: 'find-session', text: FIND_SESSION, values: [digest] });
  }

  findToken(digest: Buffer): Promise<TokenCredential | null> {
    return this.tokens.find(digest);
  }

  private async findOneToken(values: readonly Buffer[]): Promise<[TokenCredential | null]> {
    return [await this.findOne({ name: 'find-token', text: FIND_TOKEN, values: [...values] })];
  }

  private async findTokens(digests: readonly Buffer[]): Promise<(TokenCredential | null)[]> {
    const found: (TokenCredential | null)[] = digests.map(() => null);
    const { rows } = await this.pool.query<TokenCredential & { index: number }>({
      name: 'find-tokens',
      text: FIND_TOKENS,
      values: Array.from({ length: MAX_TOKENS }, (_, index) => digests[index] ?? null),
    });
    for (const row of rows) found[row.index] = row;
    return found;
  }

  private async findOne<T extends object>(query: QueryConfig): Promise<T | null> {
    const { rows } = await this.pool.query<T>(query);
    return rows[0] ?? null;
  }
}
