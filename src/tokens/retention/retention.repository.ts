import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { formatUtcDay } from '../usage/utc-day.js';
import type { UtcDay } from '../usage/utc-day.js';

const BATCH_SIZE = 500;

// Every statement skips rows that another instance is deleting.
const STATEMENTS = {
  tokens: `
    DELETE FROM tokens WHERE id IN (
      SELECT id FROM tokens WHERE revoked_at < $1 OR expires_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  expiredChildren: `
    DELETE FROM child_tokens WHERE id IN (
      SELECT id FROM child_tokens WHERE expires_at < $1
      ORDER BY expires_at LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  // Ended children are the oldest, so the statement never scans the valid ones.
  endedChildren: `
    WITH oldest AS MATERIALIZED (
      SELECT id, child_epoch FROM child_tokens WHERE parent_id = $1
      ORDER BY id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)
    DELETE FROM child_tokens WHERE id IN (
      SELECT oldest.id FROM oldest JOIN tokens ON tokens.id = $1
      WHERE revoked_at IS NOT NULL OR tokens.child_epoch <> oldest.child_epoch)`,
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
  modelUsage: `
    DELETE FROM model_usage WHERE (assistant_id, day, user_id, token_id, subject, currency) IN (
      SELECT assistant_id, day, user_id, token_id, subject, currency FROM model_usage
      WHERE day < $1 LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  usageBatches: `
    DELETE FROM usage_batches WHERE id IN (
      SELECT id FROM usage_batches WHERE written_at < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  rateLimits: `
    DELETE FROM rate_limits WHERE key IN (
      SELECT key FROM rate_limits WHERE expire < $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  webhookSecrets: `
    DELETE FROM webhook_secrets WHERE retires_at < $1`,
  deliveries: `
    DELETE FROM webhook_deliveries WHERE id IN (
      SELECT id FROM webhook_deliveries WHERE created_at < $1 AND state <> 'pending'
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
  idempotencyKeys: `
    DELETE FROM idempotency_keys WHERE (scope, key_digest) IN (
      SELECT scope, key_digest FROM idempotency_keys WHERE created_at <= $1
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`,
} as const;

/** Reads only the oldest child of each parent. */
const PARENTS_OF_ENDED = `
  WITH RECURSIVE oldest AS (
    (SELECT parent_id, child_epoch FROM child_tokens WHERE parent_id IS NOT NULL
     ORDER BY parent_id, id LIMIT 1)
    UNION ALL
    SELECT next.* FROM oldest, LATERAL (
      SELECT parent_id, child_epoch FROM child_tokens WHERE parent_id > oldest.parent_id
      ORDER BY parent_id, id LIMIT 1) next
  )
  SELECT parent_id AS id FROM oldest JOIN tokens ON tokens.id = parent_id
  WHERE revoked_at IS NOT NULL OR tokens.child_epoch <> oldest.child_epoch`;

@Injectable()
export class RetentionRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns how many were deleted; if the batch is full, there may be more */
  deleteTokensEndedBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.tokens, moment);
  }

  deleteChildrenExpiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.expiredChildren, moment);
  }

  /**
   * Finds tokens that still have children from before they, or all their children, were revoked.
   */
  async findParentsOfEndedChildren(): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(PARENTS_OF_ENDED);
    return rows.map(({ id }) => id);
  }

  deleteEndedChildrenOf(parentId: string): Promise<number> {
    return this.deleteBatch(STATEMENTS.endedChildren, parentId);
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

  deleteModelUsageBefore(day: UtcDay): Promise<number> {
    return this.deleteBatch(STATEMENTS.modelUsage, formatUtcDay(day));
  }

  deleteUsageBatchesWrittenBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.usageBatches, moment);
  }

  deleteRateLimitsExpiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.rateLimits, moment.getTime());
  }

  deleteWebhookSecretsRetiredBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.webhookSecrets, moment);
  }

  /** Keeps pending deliveries. */
  deleteDeliveriesMadeBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.deliveries, moment);
  }

  deleteIdempotencyKeysUsedBefore(moment: Date): Promise<number> {
    return this.deleteBatch(STATEMENTS.idempotencyKeys, moment);
  }

  private async deleteBatch(statement: string, bound: Date | number | string): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(statement, [bound]);
    return count;
  }
}
