import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { UtcDay } from './utc-day.js';
import type { UsageBatch } from './recording/usage-batch.js';
import type { UsageCounts } from './usage-counts.js';
import type { UsagePeriod } from './usage-period.js';
import { inScope, scopeValues } from './usage-scope.js';
import type { UsageScope } from './usage-scope.js';

export interface DayUsage extends UsageCounts {
  day: UtcDay;
}

/**
 * One statement, so that the counts are added if, and only if, the batch is recorded. A batch that
 * was written before, or is being written by a lost connection, adds nothing. All instances lock
 * rows in the same order. Counts of deleted tokens are dropped.
 */
const ADD = `
  WITH batch AS (
    INSERT INTO usage_batches (id, written_at) VALUES ($1, $2)
    ON CONFLICT (id) DO NOTHING RETURNING id
  )
  INSERT INTO token_usage (token_id, day, accepted, refused, rate_limited)
  SELECT u."tokenId", date '1970-01-01' + u.day, u.accepted, u.refused, u."rateLimited"
  FROM batch, json_to_recordset($3)
    AS u ("tokenId" uuid, day int, accepted bigint, refused bigint, "rateLimited" bigint)
  WHERE EXISTS (SELECT FROM tokens WHERE id = u."tokenId")
  ORDER BY u."tokenId", u.day
  ON CONFLICT (token_id, day) DO UPDATE SET
    accepted = token_usage.accepted + excluded.accepted,
    refused = token_usage.refused + excluded.refused,
    rate_limited = token_usage.rate_limited + excluded.rate_limited`;

/**
 * Finds the days with usage. A double represents every count exactly. The requests of an assistant
 * are those of its tokens, and the requests of a user those of the tokens that the user owns.
 */
const findIn = (scope: UsageScope) => `
  SELECT u.day - date '1970-01-01' AS day, sum(u.accepted)::float8 AS accepted,
    sum(u.refused)::float8 AS refused, sum(u.rate_limited)::float8 AS "rateLimited"
  FROM token_usage u
  JOIN (SELECT id AS token_id, assistant_id, user_id FROM tokens) t ON t.token_id = u.token_id
  WHERE ${inScope(scope, 't')}
    AND u.day BETWEEN date '1970-01-01' + $3::int AND date '1970-01-01' + $4::int
  GROUP BY u.day ORDER BY u.day`;

@Injectable()
export class UsageRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Idempotent: retrying the same batch has no effect. */
  async add({ id, counts }: UsageBatch, now: Date): Promise<void> {
    await this.dataSource.query(ADD, [id, now, JSON.stringify(counts)]);
  }

  find(scope: UsageScope, { from, to }: UsagePeriod): Promise<DayUsage[]> {
    return this.dataSource.query<DayUsage[]>(findIn(scope), [...scopeValues(scope), from, to]);
  }
}
