import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { hasStatus } from '../../admission/credentials/token-status.js';
import type { TokenStatus } from '../../admission/credentials/token.types.js';

/** The time for which tokens are counted. */
const NOW = '$1::timestamptz';
const MIDNIGHT = `date_trunc('day', ${NOW}, 'UTC')`;
const TODAY = `(${NOW} AT TIME ZONE 'UTC')::date`;

type Status = TokenStatus | 'any';

/** Days whose tokens all count. Triggers count paused tokens like active ones. */
const DAYS: Record<Status, string> = {
  active: `ends_on > ${TODAY}`,
  paused: 'false',
  expired: `ends_on > '-infinity' AND ends_on < ${TODAY}`,
  revoked: `ends_on = '-infinity'`,
  any: 'true',
};

/** Selects the tokens that expire today. */
const TODAYS: Partial<Record<Status, string>> = {
  active: `expires_at > ${NOW} AND expires_at < ${MIDNIGHT} + interval '1 day'`,
  expired: `expires_at >= ${MIDNIGHT} AND expires_at <= ${NOW}`,
};

/** What to add for each paused token that has not ended. */
const PER_PAUSED: Partial<Record<Status, 1 | -1>> = { active: -1, paused: 1 };

const OF_ASSISTANT = {
  counts: 'scope = $2',
  notes: 'stripe = token_count_stripe($2) AND scope = $2',
  tokens: 'assistant_id = $2',
};
const OF_ALL = { counts: 'true', notes: 'true', tokens: 'true' };

/**
 * Computes exact totals. Triggers maintain the number of tokens per day of expiry, so only those
 * that expire today and the paused ones must be counted. Each total is one statement, which sees one snapshot.
 */
@Injectable()
export class TokenTotalsRepository {
  private readonly pool: Pool;

  constructor(@InjectDataSource() dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  ofAssistant(id: string, now: Date, status: Status = 'any'): Promise<number> {
    return this.total(`assistant-${status}`, statementOf(status, OF_ASSISTANT), [now, id]);
  }

  ofAll(now: Date, status: Status = 'any'): Promise<number> {
    return this.total(`all-${status}`, statementOf(status, OF_ALL), [now]);
  }

  private async total(name: string, text: string, values: unknown[]): Promise<number> {
    const { rows } = await this.pool.query<{ total: string }>({
      name: `token-total-${name}`,
      text,
      values,
    });
    return Number(rows[0]?.total);
  }
}

function statementOf(status: Status, of: typeof OF_ALL): string {
  const days = DAYS[status];
  const today = TODAYS[status];
  const perPaused = PER_PAUSED[status];
  const parts = [
    `SELECT tokens FROM token_counts WHERE ${of.counts} AND ${days}`,
    `SELECT tokens FROM token_count_notes WHERE ${of.notes} AND ${days}`,
    ...(today === undefined
      ? []
      : [`SELECT count(*) FROM tokens WHERE ${of.tokens} AND revoked_at IS NULL AND ${today}`]),
    ...(perPaused === undefined
      ? []
      : [
          `SELECT ${perPaused} * count(*) FROM tokens
           WHERE ${of.tokens} AND ${hasStatus('tokens', 'paused', NOW)}`,
        ]),
  ];
  return `
    SELECT coalesce(sum(tokens), 0) AS total FROM (${parts.join(' UNION ALL ')}) counts
    WHERE ${NOW} IS NOT NULL -- every statement has to use its parameters`;
}
