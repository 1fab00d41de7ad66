import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { formatUtcDay } from '../common/utc-day.js';
import type { UtcDay } from '../common/utc-day.js';

const BATCH_SIZE = 500;

// Rows that another instance is deleting are left to it.
const STATEMENTS = {
  tokens: `
    DELETE FROM tokens WHERE id IN (
      SELECT id FROM tokens WHERE revoked_at < $1 OR expires_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  secrets: `
    DELETE FROM token_secrets WHERE (token_id, version) IN (
      SELECT token_id, version FROM token_secrets WHERE retires_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  sessions: `
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE expires_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  usage: `
    DELETE FROM token_usage WHERE (token_id, day) IN (
      SELECT token_id, day FROM token_usage WHERE day < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  usageBatches: `
    DELETE FROM usage_batches WHERE id IN (
      SELECT id FROM usage_batches WHERE written_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  rateLimits: `
    DELETE FROM rate_limits WHERE key IN (
      SELECT key FROM rate_limits WHERE expire < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
} as const;

@Injectable()
export class RetentionRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns how many went; a full batch means that there may be more */
  deleteTokensEndedBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.tokens, moment);
  }

  deleteSecretsRetiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.secrets, moment);
  }

  deleteSessionsExpiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.sessions, moment);
  }

  deleteUsageBefore(day: UtcDay): Promise<number> {
    return this.deleteBatch(STATEMENTS.usage, formatUtcDay(day));
  }

  deleteUsageBatchesWrittenBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.usageBatches, moment);
  }

  deleteRateLimitsExpiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.rateLimits, moment.getTime());
  }

  private async deleteBatch(statement: string, bound: Date | number | string): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(statement, [bound]);
    return count;
  }
}
