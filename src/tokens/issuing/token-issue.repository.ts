import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { AssistantRef } from '../../assistants/assistant-ref.js';
import { WRITING_ROLES } from '../../assistants/assistant-rights.js';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import type { AuditEvent } from '../../audit/audit-event.entity.js';
import { InvalidTokenError } from '../../admission/admission.errors.js';
import type { Principal } from '../../admission/principal.js';
import { isForeignKeyViolation } from '../../platform/database/database.errors.js';
import { retryDeadlocks } from '../../platform/database/retry-deadlocks.js';
import type { CurrentRights } from '../../admission/reauthorization/reauthorization.js';
import type { TeamRole } from '../../identity/teams/team-role.js';
import type { PublishedEvent } from '../token-events.js';
import { dataOf } from '../token-event.js';
import type { NewToken } from '../tokens.repository.js';

/** A token to be made, for the one who asks for it. */
export interface TokenIssue {
  issuer: Principal;
  token: Omit<NewToken, 'userId' | 'username' | 'assistantId'>;
  /** null for a personal token */
  assistant: AssistantRef | null;
  /** Of the first secret. */
  digest: Buffer;
  /** The id of the assistant is added to its details. */
  record: AuditEvent;
}

/** What the right to the token rests on, after every wait for it. */
export interface IssuerFacts extends CurrentRights {
  assistant: { ownerId: string; shared: boolean } | null;
  /** Of the issuer in the team that owns the assistant, if any. */
  teamRole: TeamRole | null;
}

/** Names the assistant of the token that was made, or tells why none was. */
export type IssueResult =
  | {
      refused: null;
      assistant: { id: string; ownerId: string; slug: string } | null;
      published: PublishedEvent[];
    }
  | { refused: IssuerFacts };

/**
 * `allowed` says in SQL what `requireWritable` and `reauthorize` say in TypeScript;
 * token-issue-rules.e2e-spec.ts holds them together.
 */
const ISSUE = `
  WITH facts AS MATERIALIZED (
    SELECT * FROM issuer_facts($3, $22, $27, $28, $29)
  ), allowed AS MATERIALIZED (
    SELECT assistant_id FROM facts
    WHERE live AND NOT disabled AND (seat OR NOT $30)
      AND (role = 'admin' OR ($31 <> 'admin' AND permissions @> $32))
      AND ($2 = 'personal' OR (
        assistant_id IS NOT NULL AND ($31 = 'admin' OR owner_id = $4 OR team_role = ANY ($33))
      ))
  ), token AS (
    INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, data, read_only, restrict,
      cidr, host, rate_limit_per_minute, on_reuse, hint, secret_version, expires_at, created_at)
    SELECT $1, $2, $3, $4, assistant_id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
    FROM allowed
  ), secret AS (
    INSERT INTO token_secrets (token_id, version, digest, created_at)
    SELECT $1, $14, $17, $16 FROM allowed
  ), record AS (
    INSERT INTO audit_events (id, at, action, actor, credential_id, address, subject_type,
      subject_id, details)
    SELECT $18, $19, $20, $21, $22, $23, $24, $25,
      $26 || jsonb_build_object('assistantId', assistant_id)
    FROM allowed
  ), event AS MATERIALIZED (
    SELECT jsonb_agg(made) AS published
    FROM allowed, LATERAL publish_webhook_event('token.created', assistant_id, $16, $34) AS made
    WHERE assistant_id IS NOT NULL
  )
  SELECT assistant_id AS id, owner_id AS "ownerId", slug,
    coalesce((SELECT published FROM event), '[]') AS published,
    CASE WHEN NOT EXISTS (SELECT FROM allowed) THEN jsonb_build_object(
      'role', role, 'permissions', permissions, 'disabled', disabled, 'seat', seat, 'live', live,
      'shared', shared, 'teamRole', team_role
    ) END AS refused
  FROM facts`;

interface IssueRow {
  id: string | null;
  ownerId: string;
  slug: string;
  published: PublishedEvent[];
  refused: (CurrentRights & { shared: boolean; teamRole: TeamRole | null }) | null;
}

@Injectable()
export class TokenIssueRepository {
  private readonly pool: Pool;

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  /**
   * Passes the gate of the issuer, holds the assistant, and writes the token, its secret and the
   * record, all or nothing, in one statement.
   *
   * @throws AssistantNotFoundError, InvalidTokenError when the assistant or the user has just gone
   */
  async insert(issue: TokenIssue): Promise<IssueResult> {
    const query = { name: 'issue-token', text: ISSUE, values: valuesOf(issue) };
    try {
      const { rows } = await retryDeadlocks(() => this.pool.query<IssueRow>(query));
      return resultOf(rows[0] as IssueRow);
    } catch (error) {
      if (isForeignKeyViolation(error, 'tokens_user_id_fkey')) throw new InvalidTokenError();
      throw isForeignKeyViolation(error, 'tokens_assistant_id_fkey')
        ? new AssistantNotFoundError()
        : error;
    }
  }
}

function resultOf({ id, ownerId, slug, published, refused }: IssueRow): IssueResult {
  if (refused === null) {
    return { refused, assistant: id === null ? null : { id, ownerId, slug }, published };
  }
  const { shared, ...facts } = refused;
  return { refused: { ...facts, assistant: id === null ? null : { ownerId, shared } } };
}

function valuesOf({ issuer, token, assistant, digest, record }: TokenIssue): unknown[] {
  const ref: { id?: string; ownerId?: string; slug?: string } = assistant ?? {};
  return [
    token.id,
    token.type,
    issuer.userId,
    issuer.username,
    token.notes,
    token.data,
    token.readOnly,
    token.restrict,
    token.cidr,
    token.host,
    token.rateLimitPerMinute,
    token.onReuse,
    token.hint,
    token.secretVersion,
    token.expiresAt,
    token.createdAt,
    digest,
    record.id,
    record.at,
    record.action,
    record.actor,
    issuer.credentialId,
    record.address,
    record.subjectType,
    record.subjectId,
    record.details,
    ref.id,
    ref.ownerId,
    ref.slug,
    issuer.seat,
    issuer.role,
    issuer.permissions,
    WRITING_ROLES,
    dataOf({ ...token, username: issuer.username }),
  ];
}
