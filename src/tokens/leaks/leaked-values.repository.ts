import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nameOf } from '../token.entity.js';
import type { Affected } from '../policies/policy-enforcement.js';
import type { DescribedToken } from '../token-events.js';

/** A value that was reported for the first time, and whose policies hold for it. */
interface Leaked extends Affected {
  /** In hexadecimal. */
  digest: string;
  /** Whether the value was still good for something: it may work now or later. */
  live: boolean;
}

export interface LeakedValue extends Leaked {
  /** The token; for a child token, its parent. */
  token: DescribedToken;
}

export interface LeakedSecret extends LeakedValue {
  version: number;
}

export interface LeakedChild extends LeakedValue {
  id: string;
}

export interface LeakedSession extends Leaked {
  id: string;
  userId: string;
  username: string;
}

const DIGESTS = `ANY(ARRAY(SELECT decode(unnest($1::text[]), 'hex')))`;

const DESCRIBED = `
  t.id AS "tokenId", t.type, t.assistant_id AS "assistantId", t.username, t.notes, t.hint,
  ${nameOf('t')} AS name, t.user_id AS "userId",
  (SELECT owner_id FROM assistants WHERE id = t.assistant_id) AS "assistantOwnerId"`;

/** Rotation and revocation lock the token first, too. */
const LOCK = `
  SELECT FROM tokens
  WHERE id IN (
    SELECT token_id FROM token_secrets WHERE digest = ${DIGESTS}
    UNION ALL SELECT parent_id FROM child_tokens WHERE digest = ${DIGESTS})
  ORDER BY id FOR NO KEY UPDATE`;

const MARK_SECRETS = `
  UPDATE token_secrets s SET leaked_at = $2
  FROM tokens t
  WHERE s.digest = ${DIGESTS} AND s.leaked_at IS NULL AND t.id = s.token_id
  RETURNING encode(s.digest, 'hex') AS digest, s.version, ${DESCRIBED},
    t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
      AND (s.retires_at IS NULL OR s.retires_at > $2) AS live`;

const MARK_CHILDREN = `
  UPDATE child_tokens c SET leaked_at = $2
  FROM tokens t
  WHERE c.digest = ${DIGESTS} AND c.leaked_at IS NULL AND t.id = c.parent_id
  RETURNING encode(c.digest, 'hex') AS digest, c.id AS "childId", ${DESCRIBED},
    c.revoked_at IS NULL AND c.expires_at > $2 AND c.child_epoch = t.child_epoch
      AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2) AS live`;

const MARK_SESSIONS = `
  UPDATE sessions s SET leaked_at = $2
  FROM users u
  WHERE s.digest = ${DIGESTS} AND s.leaked_at IS NULL AND u.id = s.user_id
  RETURNING encode(s.digest, 'hex') AS digest, s.id, u.id AS "userId", u.username,
    NULL AS "assistantOwnerId", s.expires_at > $2 AND NOT u.disabled AS live`;

/** Finds what a report concerns, and remembers that it was reported. */
@Injectable()
export class LeakedValuesRepository {
  /** Locks the tokens of the values, and the parents of child tokens. */
  async lockTokens(manager: EntityManager, digests: string[]): Promise<void> {
    await manager.query(LOCK, [digests]);
  }

  async markSecrets(manager: EntityManager, digests: string[], at: Date): Promise<LeakedSecret[]> {
    const [rows] = await manager.query<[(Row & { version: number })[], number]>(MARK_SECRETS, [
      digests,
      at,
    ]);
    return rows.map((row) => ({ ...valueOf(row), version: row.version }));
  }

  /** Callback tokens are not among them: they have no parent and end after minutes. */
  async markChildren(manager: EntityManager, digests: string[], at: Date): Promise<LeakedChild[]> {
    const [rows] = await manager.query<[(Row & { childId: string })[], number]>(MARK_CHILDREN, [
      digests,
      at,
    ]);
    return rows.map((row) => ({ ...valueOf(row), id: row.childId }));
  }

  async markSessions(
    manager: EntityManager,
    digests: string[],
    at: Date,
  ): Promise<LeakedSession[]> {
    const [rows] = await manager.query<[LeakedSession[], number]>(MARK_SESSIONS, [digests, at]);
    return rows;
  }
}

interface Row extends Leaked, Omit<DescribedToken, 'id'> {
  tokenId: string;
}

function valueOf({
  digest,
  live,
  userId,
  assistantOwnerId,
  tokenId: id,
  type,
  assistantId,
  username,
  name,
  notes,
  hint,
}: Row): LeakedValue {
  const token = { id, type, assistantId, username, name, notes, hint };
  return { digest, live, userId, assistantOwnerId, token };
}
