import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { IdempotencyRecord } from './idempotency-record.entity.js';

/** Identifies a request: the owner of the key, the key and what it was used for. */
export type KeyedRequest = Pick<IdempotencyRecord, 'scope' | 'keyDigest' | 'fingerprint'>;

/** Identifies the attempt that may write the record. */
export type Claim = Pick<IdempotencyRecord, 'scope' | 'keyDigest' | 'claim'>;

interface NewClaim extends KeyedRequest {
  claim: string;
  /** Used unless an earlier attempt has reserved an id. */
  resourceId: string;
  now: Date;
  lockedUntil: Date;
  /** Older records have expired. */
  keptSince: Date;
}

export interface FoundRecord extends Pick<
  IdempotencyRecord,
  'fingerprint' | 'resourceId' | 'claim' | 'status' | 'body'
> {
  /** Whether this attempt got the claim. */
  mine: boolean;
}

const FOUND = 'fingerprint, resource_id AS "resourceId", claim, status, body';

/**
 * One statement, so that only one of many concurrent attempts gets the claim: the first, one that
 * finds an expired record, or one with the same request that finds an earlier attempt without a
 * response whose lock has expired. The others read the record as it was before. They skip an
 * expired record, because another attempt is renewing it.
 */
const CLAIM = `
  WITH claimed AS (
    INSERT INTO idempotency_keys AS kept
      (scope, key_digest, fingerprint, resource_id, claim, locked_until, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (scope, key_digest) DO UPDATE SET
      fingerprint = excluded.fingerprint, claim = excluded.claim,
      locked_until = excluded.locked_until, status = NULL, body = NULL,
      resource_id = CASE WHEN kept.created_at <= $8 THEN excluded.resource_id ELSE kept.resource_id END,
      created_at = CASE WHEN kept.created_at <= $8 THEN excluded.created_at ELSE kept.created_at END
    WHERE kept.created_at <= $8
      OR (kept.status IS NULL AND kept.locked_until <= $7 AND kept.fingerprint = $3)
    RETURNING *
  )
  SELECT ${FOUND}, true AS mine FROM claimed
  UNION ALL
  SELECT ${FOUND}, false FROM idempotency_keys
  WHERE scope = $1 AND key_digest = $2 AND created_at > $8 AND NOT EXISTS (SELECT FROM claimed)`;

const IS_RUNNING = `
  SELECT EXISTS (
    SELECT FROM idempotency_keys
    WHERE scope = $1 AND key_digest = $2 AND status IS NULL AND locked_until > $3
  ) AS running`;

const OF_CLAIM = 'WHERE scope = $1 AND key_digest = $2 AND claim = $3 AND status IS NULL';

@Injectable()
export class IdempotencyRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns undefined if another attempt is just writing the record: try again */
  async claim(request: NewClaim): Promise<FoundRecord | undefined> {
    const [found] = await this.dataSource.query<FoundRecord[]>(CLAIM, [
      request.scope,
      request.keyDigest,
      request.fingerprint,
      request.resourceId,
      request.claim,
      request.lockedUntil,
      request.now,
      request.keptSince,
    ]);
    return found;
  }

  /** Whether an attempt has the claim and has not ended. */
  async isRunning({ scope, keyDigest }: KeyedRequest, now: Date): Promise<boolean> {
    const [found] = await this.dataSource.query<[{ running: boolean }]>(IS_RUNNING, [
      scope,
      keyDigest,
      now,
    ]);
    return found.running;
  }

  /** Stores the response. */
  async complete(claim: Claim, status: number, body: object): Promise<void> {
    await this.write('UPDATE idempotency_keys SET status = $4, body = $5', claim, [
      status,
      JSON.stringify(body),
    ]);
  }

  async lock(claim: Claim, until: Date): Promise<void> {
    await this.write('UPDATE idempotency_keys SET locked_until = $4', claim, [until]);
  }

  /** Frees the key for any request. */
  async forget(claim: Claim): Promise<void> {
    await this.write('DELETE FROM idempotency_keys', claim, []);
  }

  /** Writes nothing if the attempt has lost its claim. */
  private async write(statement: string, claim: Claim, values: unknown[]): Promise<void> {
    await this.dataSource.query(`${statement} ${OF_CLAIM}`, [
      claim.scope,
      claim.keyDigest,
      claim.claim,
      ...values,
    ]);
  }
}
