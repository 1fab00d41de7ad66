import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantNotFoundError } from '../assistants/assistants.errors.js';
import type { AuditEvent } from '../audit/audit-event.entity.js';
import { InvalidTokenError } from '../auth/auth.errors.js';
import { isForeignKeyViolation } from '../database/database.errors.js';
import { runPrepared } from '../database/prepared-statement.js';
import { standingColumns } from '../standing/caller-standing.js';
import type { Standing } from '../standing/caller-standing.js';
import type { TeamRole } from '../teams/team-role.js';
import type { NewToken } from './tokens.repository.js';

export interface TokenIssue {
  token: NewToken;
  /** Of its first secret. */
  digest: Buffer;
  record: AuditEvent;
  /** Who owns the assistant; null for a personal token. */
  assistantOwner: string | null;
}

/** What the right to the token rests on, as of its insertion. */
export interface IssuerStanding extends Standing {
  /** In the team that owns the assistant, if any. */
  teamRole: TeamRole | null;
}

const ISSUE = {
  name: 'issue-token',
  text: `
    WITH token AS (
      INSERT INTO tokens (id, type, user_id, username, assistant_id, notes, data, read_only, restrict,
        cidr, host, rate_limit_per_minute, on_reuse, hint, secret_version, expires_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ), secret AS (
      INSERT INTO token_secrets (token_id, version, digest, created_at) VALUES ($1, $15, $18, $17)
    ), record AS (
      INSERT INTO audit_events (id, at, action, actor, credential_id, address, subject_type,
        subject_id, details)
      VALUES ($19, $20, $21, $22, $23, $24, $25, $26, $27)
    )
    SELECT ${standingColumns('$23')}, (
      SELECT role FROM team_members WHERE team_id = $28 AND user_id = $3
    ) AS "teamRole"
    FROM users WHERE id = $3`,
};

@Injectable()
export class TokenIssueRepository {
  /**
   * Writes the token, its secret and the record in one statement, and answers what the caller is:
   * the rows go again with the transaction of a caller who may not have them.
   *
   * @returns undefined when the user is gone
   * @throws AssistantNotFoundError, InvalidTokenError when the assistant or the user has just gone
   */
  async insert(manager: EntityManager, issue: TokenIssue): Promise<IssuerStanding | undefined> {
    try {
      const [standing] = await runPrepared<IssuerStanding>(manager, ISSUE, valuesOf(issue));
      return standing;
    } catch (error) {
      if (isForeignKeyViolation(error, 'tokens_user_id_fkey')) throw new InvalidTokenError();
      throw isForeignKeyViolation(error, 'tokens_assistant_id_fkey')
        ? new AssistantNotFoundError()
        : error;
    }
  }
}

function valuesOf({ token, digest, record, assistantOwner }: TokenIssue): unknown[] {
  return [
    token.id,
    token.type,
    token.userId,
    token.username,
    token.assistantId,
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
    record.credentialId,
    record.address,
    record.subjectType,
    record.subjectId,
    record.details,
    assistantOwner,
  ];
}
