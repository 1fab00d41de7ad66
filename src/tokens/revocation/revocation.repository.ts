import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isLive } from '../../admission/credentials/token-status.js';
import { nameOf, Token } from '../token.entity.js';
import type { DescribedToken } from '../token-events.js';
import type { RevocationReason } from '../../admission/credentials/token.types.js';
import { describeToken, TokenEvents } from '../token-events.js';

type Target = { tokenId: string } | { tokenIds: string[] } | Owners;
type Owners = { assistantId: string[] } | { userId: string };
type Column = 'assistant_id' | 'user_id';

/** An owner may have many tokens, and one statement for all of them would exceed the time limit. */
const BATCH_SIZE = 5_000;

/**
 * What a deletion changes in the tokens of what it deletes. The foreign keys would do a part of it,
 * but in one statement.
 */
const DETACH: Record<Column, string> = {
  assistant_id: `assistant_id = NULL, deleted_assistant = (
    SELECT owner_id || ':' || slug FROM assistants WHERE assistants.id = before.assistant_id)`,
  user_id: 'user_id = NULL',
};

const REVOKE = `
  UPDATE tokens SET revoked_at = $2, revocation_reason = $3
  WHERE id = ANY($1) AND revoked_at IS NULL
  RETURNING id, assistant_id AS "assistantId", true AS "wasLive", type, username,
    ${nameOf('tokens')} AS name, notes, hint`;

const revokeAndDetach = (column: Column) => `
  WITH before AS MATERIALIZED (
    SELECT id, assistant_id, revoked_at IS NULL AS "wasLive" FROM tokens
    WHERE id = ANY($1) FOR UPDATE)
  UPDATE tokens SET
    revoked_at = coalesce(revoked_at, $2),
    revocation_reason = CASE WHEN "wasLive" THEN $3 ELSE revocation_reason END,
    ${DETACH[column]}
  FROM before WHERE before.id = tokens.id
  RETURNING
    tokens.id, before.assistant_id AS "assistantId", "wasLive", type, username,
    ${nameOf('tokens')} AS name, notes, hint`;

export interface RevokedToken {
  id: string;
  assistantId: string | null;
}

interface ChangedToken extends DescribedToken {
  /** Whether the token was not revoked before. */
  wasLive: boolean;
}

/** Revokes tokens. No other place does. */
@Injectable()
export class RevocationRepository {
  constructor(private readonly events: TokenEvents) {}

  /** Idempotent. @returns the tokens that were not revoked before */
  async revokeTokens(
    manager: EntityManager,
    target: Target,
    reason: RevocationReason,
    now: Date,
  ): Promise<RevokedToken[]> {
    const ids = await this.idsOf(manager, target);
    return this.change(manager, ids, REVOKE, reason, now);
  }

  /**
   * Revokes the tokens of what is about to be deleted, and removes the references to it. The tokens
   * stay listed, with the natural id of the assistant.
   *
   * @returns the tokens that were not revoked before
   */
  async detachTokens(
    manager: EntityManager,
    owners: Owners,
    reason: RevocationReason,
    now: Date,
  ): Promise<RevokedToken[]> {
    const ids = await this.find(manager, owners, 'true');
    return this.change(manager, ids, revokeAndDetach(columnOf(owners)), reason, now);
  }

  /** What is left to revoke. */
  countActive(manager: EntityManager, userId: string, at: Date): Promise<number> {
    return manager
      .createQueryBuilder(Token, 'token')
      .where('token.user_id = :userId', { userId })
      .andWhere(isLive('token', ':at'), { at })
      .getCount();
  }

  private async idsOf(manager: EntityManager, target: Target): Promise<string[]> {
    if ('tokenId' in target) return [target.tokenId];
    if ('tokenIds' in target) return target.tokenIds;
    return this.find(manager, target, 'revoked_at IS NULL');
  }

  private async find(manager: EntityManager, owners: Owners, condition: string): Promise<string[]> {
    const rows = await manager
      .createQueryBuilder(Token, 'token')
      .select('token.id', 'id')
      .where(`token.${columnOf(owners)} = ANY(:values)`, { values: Object.values(owners).flat() })
      .andWhere(condition)
      .orderBy('token.id')
      .getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  private async change(
    manager: EntityManager,
    ids: string[],
    statement: string,
    reason: RevocationReason,
    now: Date,
  ): Promise<RevokedToken[]> {
    const revoked: RevokedToken[] = [];
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      const [changed] = await manager.query<[ChangedToken[], number]>(statement, [
        ids.slice(start, start + BATCH_SIZE),
        now,
        reason,
      ]);
      const live = changed.filter(({ wasLive }) => wasLive);
      await this.events.publish(
        manager,
        live.flatMap((token) => describeToken('token.revoked', token, now, { reason })),
      );
      for (const { id, assistantId } of live) revoked.push({ id, assistantId });
    }
    return revoked;
  }
}

function columnOf(owners: Owners): Column {
  return 'userId' in owners ? 'user_id' : 'assistant_id';
}
