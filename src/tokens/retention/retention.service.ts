import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { utcDayOf } from '../usage/utc-day.js';
import { Config } from '../../platform/config/config.js';
import { KEPT_MS } from '../../api/idempotency/idempotency.service.js';
import { REMEMBERED_DAYS } from '../usage/recording/usage-batch.js';
import { RetentionRepository } from './retention.repository.js';

const INTERVAL_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Long enough to compare a month with the same month of the previous year. */
const USAGE_RETENTION_DAYS = 400;
/**
 * Must exceed the week of `token.expiring`, because the delivery prevents a second announcement.
 */
const DELIVERY_RETENTION_DAYS = 30;

/** Deletes old rows in small batches, at the start and then every hour. */
@Injectable()
export class RetentionService extends Sweeper {
  constructor(
    private readonly repository: RetentionRepository,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super(INTERVAL_MS, 'Could not delete old rows. The next attempt follows in an hour.');
  }

  override async sweep(): Promise<void> {
    const now = this.clock.now();
    const kept = new Date(now.getTime() - this.config.tokenRetentionDays * DAY_MS);
    await this.inBatches(() => this.repository.deleteTokensEndedBefore(kept));
    await this.inBatches(() => this.repository.deleteSecretsRetiredBefore(kept));
    await this.inBatches(() => this.repository.deleteSessionsExpiredBefore(now));
    const usageKept = utcDayOf(now) - USAGE_RETENTION_DAYS;
    await this.inBatches(() => this.repository.deleteUsageBefore(usageKept));
    await this.inBatches(() => this.repository.deleteModelUsageBefore(usageKept));
    const remembered = new Date(now.getTime() - REMEMBERED_DAYS * DAY_MS);
    await this.inBatches(() => this.repository.deleteUsageBatchesWrittenBefore(remembered));
    await this.inBatches(() => this.repository.deleteRateLimitsExpiredBefore(now));
    await this.inBatches(() => this.repository.deleteWebhookSecretsRetiredBefore(now));
    const shown = new Date(now.getTime() - DELIVERY_RETENTION_DAYS * DAY_MS);
    await this.inBatches(() => this.repository.deleteDeliveriesMadeBefore(shown));
    const answered = new Date(now.getTime() - KEPT_MS);
    await this.inBatches(() => this.repository.deleteIdempotencyKeysUsedBefore(answered));
  }
}
