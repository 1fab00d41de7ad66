import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Principal } from '../../../admission/principal.js';
import { Clock } from '../../../platform/clock/clock.js';
import { FailedWrites } from '../../../platform/database/failed-writes.js';
import { newId } from '../../../platform/ids/id.js';
import { utcDayOf } from '../utc-day.js';
import { RequestCompletion } from '../../../api/http/request-completion.js';
import type { CompletedRequest, CompletionObserver } from '../../../api/http/request-completion.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { isRepeatable } from './usage-batch.js';
import type { UsageBatch } from './usage-batch.js';
import { outcomeOf, sumOf } from '../usage-counts.js';
import { UsageTally } from './usage-tally.js';
import { UsageRepository } from '../usage.repository.js';

const FLUSH_INTERVAL_MS = 5_000;
/** Tokens per statement. When this many are pending, they are written before the interval ends. */
const BATCH_SIZE = 20_000;
const MAX_PENDING = 100_000;

/**
 * Counts the requests of each token in memory and writes them to the database in the background.
 */
@Injectable()
export class UsageRecorder
  implements CompletionObserver, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(UsageRecorder.name);
  private readonly tally = new UsageTally(MAX_PENDING);
  /** The first batch may have been written although the write failed, so it must keep its id. */
  private unconfirmed: UsageBatch[] = [];
  private flushAt = BATCH_SIZE;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  /** Requests that could not be counted. */
  lost = 0;
  failedWrites = 0;

  constructor(
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
    private readonly writes: FailedWrites,
    completion: RequestCompletion,
    metrics: Metrics,
  ) {
    completion.observe(this);
    metrics.gauge(
      'token_usage_pending',
      'Tokens with counts that are only in memory.',
      () => this.pending,
    );
    metrics.counter(
      'token_usage_failed_writes_total',
      'Failed writes of usage counts. They are retried.',
      () => this.failedWrites,
    );
    metrics.counter(
      'token_usage_lost_requests_total',
      'Requests that were not counted because the database was unavailable for too long.',
      () => this.lost,
    );
  }

  /** Tokens with counts that are only in memory. */
  get pending(): number {
    return this.unconfirmed.reduce((sum, { counts }) => sum + counts.length, this.tally.size);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      void this.flushOrKeep();
    }, FLUSH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flushOrKeep();
  }

  completed({ principal, statusCode, at }: CompletedRequest): void {
    const tokenId = principal && countedTokenOf(principal);
    if (tokenId == null) return;
    const day = utcDayOf(at);
    if (!this.tally.add(tokenId, day, outcomeOf(statusCode))) this.lost++;
    if (this.tally.size >= this.flushAt) {
      this.flushAt += BATCH_SIZE;
      void this.flushOrKeep();
    }
  }

  /** Writes pending data. If that fails, it stays pending. */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  private async flushOrKeep(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Could not write the usage of tokens. The next attempt follows.',
      );
    }
  }

  private async write(): Promise<void> {
    await this.confirm();
    const takenAt = this.clock.now();
    const counts = this.tally.take();
    this.flushAt = BATCH_SIZE;
    for (let from = 0; from < counts.length; from += BATCH_SIZE) {
      const batch = { id: newId(), takenAt, counts: counts.slice(from, from + BATCH_SIZE) };
      this.unconfirmed.push(batch);
    }
    await this.confirm();
  }

  private async confirm(): Promise<void> {
    for (let batch = this.unconfirmed[0]; batch; batch = this.unconfirmed[0]) {
      const now = this.clock.now();
      if (isRepeatable(batch, now)) await this.add(batch, now);
      else this.giveUp(batch);
      this.unconfirmed.shift();
    }
  }

  private async add(batch: UsageBatch, now: Date): Promise<void> {
    try {
      await this.usage.add(batch, now);
    } catch (error) {
      this.failedWrites++;
      this.writes.note(error);
      throw error;
    }
  }

  private giveUp({ counts }: UsageBatch): void {
    const { accepted, refused, rateLimited } = sumOf(counts);
    const requests = accepted + refused + rateLimited;
    this.lost += requests;
    this.logger.error(
      { requests },
      'Could not write the usage of tokens for days. Dropped the counts.',
    );
  }
}

/** Requests of a child count for its parent, those of a callback token for no token. */
function countedTokenOf({ kind, credentialId, child }: Principal): string | null {
  if (child !== null) return child.parentId;
  return kind === 'session' ? null : credentialId;
}
