import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { InvalidTokenError } from '../../../admission/admission.errors.js';
import type { Principal } from '../../../admission/principal.js';
import { NotFoundError } from '../../../platform/errors/domain-error.js';
import { isForeignKeyViolation } from '../../../platform/database/database.errors.js';
import { retryDeadlocks } from '../../../platform/database/retry-deadlocks.js';
import type { CurrentRights } from '../../../admission/reauthorization/reauthorization.js';

/** A child token to insert. `parent` is the principal of the token it derives from. */
export interface Derivation {
  parent: Principal;
  id: string;
  digest: Buffer;
  hint: string;
  label: string;
  data: object;
  readOnly: boolean;
  cidr: string | null;
  rateLimitPerMinute: number | null;
  chatId: string | null;
  jkt: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** The settings of the child after those of the parent were applied. */
export interface Derived {
  readOnly: boolean;
  rateLimitPerMinute: number | null;
  expiresAt: Date;
}

/** The facts that decide whether the child may be derived, read once all locks are held. */
export interface DeriverFacts extends CurrentRights {
  /** Whether the secret of the parent that was presented is still valid. */
  current: boolean;
  seesChat: boolean;
}

export type DerivationResult =
  { refused: null; derived: Derived } | { refused: DeriverFacts; derived: null };

/**
 * Does not lock the parent, because every use of a child checks the parent again. A child that was
 * derived in an epoch that has just ended is never valid.
 */
const DERIVE = `
  WITH facts AS MATERIALIZED (
    SELECT *, least($13::timestamptz, ends_at) AS child_ends_at FROM deriver_facts($2, $3, $4, $11)
  ), allowed AS MATERIALIZED (
    SELECT * FROM facts
    WHERE live AND NOT disabled AND seat AND (role = 'admin' OR $15 <> 'admin')
      AND child_ends_at > $14 AND sees_chat
  ), child AS (
    INSERT INTO child_tokens (id, parent_id, parent_secret_version, child_epoch, digest, hint, label,
      data, read_only, cidr, rate_limit_per_minute, chat_id, jkt, expires_at, created_at)
    SELECT $1, $3, $4, epoch, $5, $6, $7, $8, $9 OR read_only, $10,
      least($16, rate_limit_per_minute), $11, $12, child_ends_at, $14
    FROM allowed
    RETURNING read_only AS "readOnly", rate_limit_per_minute AS "rateLimitPerMinute",
      expires_at AS "expiresAt"
  )
  SELECT child.*,
    CASE WHEN NOT EXISTS (SELECT FROM allowed) THEN jsonb_build_object(
      'role', role, 'permissions', permissions, 'disabled', disabled, 'seat', seat, 'live', live,
      'current', coalesce(child_ends_at > $14, false), 'seesChat', coalesce(sees_chat, false)
    ) END AS refused
  FROM facts LEFT JOIN child ON true`;

type DerivedRow = Derived & { refused: DeriverFacts | null };

@Injectable()
export class ChildDerivationRepository {
  private readonly pool: Pool;

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  /**
   * Takes the shared lock on the user, checks the facts and inserts the child, in one statement.
   *
   * @throws InvalidTokenError, NotFoundError if the parent or the chat was deleted in the meantime
   */
  async insert(derivation: Derivation): Promise<DerivationResult> {
    const query = { name: 'derive-child', text: DERIVE, values: valuesOf(derivation) };
    try {
      const { rows } = await retryDeadlocks(() => this.pool.query<DerivedRow>(query));
      const { refused, ...derived } = rows[0] as DerivedRow;
      return refused === null ? { refused, derived } : { refused, derived: null };
    } catch (error) {
      if (isForeignKeyViolation(error, 'child_tokens_parent_id_fkey'))
        throw new InvalidTokenError();
      throw isForeignKeyViolation(error, 'child_tokens_chat_id_fkey')
        ? new NotFoundError('chat')
        : error;
    }
  }
}

function valuesOf({ parent, ...child }: Derivation): unknown[] {
  return [
    child.id,
    parent.userId,
    parent.credentialId,
    parent.secretVersion,
    child.digest,
    child.hint,
    child.label,
    child.data,
    child.readOnly,
    child.cidr,
    child.chatId,
    child.jkt,
    child.expiresAt,
    child.createdAt,
    parent.role,
    child.rateLimitPerMinute,
  ];
}
