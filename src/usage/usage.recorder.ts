import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/id.js';
import { utcDayOf } from '../common/utc-day.js';
import { RequestCompletion } from '../http/request-completion.js';
import type { CompletedRequest, CompletionObserver } from '../http/request-completion.js';
import { Metrics } from '../metrics/metrics.js';
import { isRepeatable } from './usage-batch.js';
import type { UsageBatch } from './usage-batch.js';
import { outcomeOf, sumOf } from './usage-counts.js';
import { UsageTally } from './usage-tally.js';
import { UsageRepository } from './usage.repository.js';

const FLUSH_INTERVAL_MS = 5_000;
/** Whenever so many tokens more are pending, they are written without waiting for the interval. */
const FLUSH_SIZE = 20_000;
const MAX_PENDING = 100_000;

/** Counts the requests of each token in memory and adds them to the database behind the requests. */
@Injectable()
export class UsageRecorder
  implements CompletionObserver, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(UsageRecorder.name);
  private readonly tally = new UsageTally(MAX_PENDING);
  /** One that may have been written although no answer came: only under its own id again. */
  private unconfirmed: UsageBatch | null = null;
  private flushAt = FLUSH_SIZE;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  /** Requests that had to be left out. */
  lost = 0;
  failedWrites = 0;

  constructor(
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
    completion: RequestCompletion,
    metrics: Metrics,
  ) {
    completion.observe(this);
    metrics.gauge(
      'token_usage_pending',
      'Tokens whose counts are in memory only.',
      () => this.pending,
    );
    metrics.counter(
      'token_usage_failed_writes_total',
      'Writes of counts that failed; they are repeated.',
      () => this.failedWrites,
    );
    metrics.counter(
      'token_usage_lost_requests_total',
      'Requests that belong to no count, because the database was away for too long.',
      () => this.lost,
    );
  }

  /** Tokens whose counts are in memory only. */
  get pending(): number {
    return this.tally.size + (this.unconfirmed?.counts.length ?? 0);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.flushOrKeep();
    }, FLUSH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  completed({ request: { principal }, response: { statusCode } }: CompletedRequest): void {
    if (principal === undefined || principal.kind === 'session') return;
    const day = utcDayOf(this.clock.now());
    if (!this.tally.add(principal.credentialId, day, outcomeOf(statusCode))) this.lost++;
    if (this.tally.size >= this.flushAt) {
      this.flushAt += FLUSH_SIZE;
      this.flushOrKeep();
    }
  }

  /** Writes what is pending; what could not be written stays pending. */
  flush(): Promise<void> {
    this.writing = this.writing.catch(() => undefined).then(() => this.write());
    return this.writing;
  }

  private flushOrKeep(): void {
    this.flush().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'The usage of tokens could not be written yet.');
    });
  }

  private async write(): Promise<void> {
    await this.confirm();
    const counts = this.tally.take();
    this.flushAt = FLUSH_SIZE;
    if (counts.length === 0) return;
    this.unconfirmed = { id: newId(), takenAt: this.clock.now(), counts };
    await this.confirm();
  }

  private async confirm(): Promise<void> {
    if (this.unconfirmed === null) return;
    const now = this.clock.now();
    if (isRepeatable(this.unconfirmed, now)) await this.add(this.unconfirmed, now);
    else this.giveUp(this.unconfirmed);
    this.unconfirmed = null;
  }

  private async add(batch: UsageBatch, now: Date): Promise<void> {
    try {
      await this.usage.add(batch, now);
    } catch (error) {
      this.failedWrites++;
      throw error;
    }
  }

  private giveUp({ counts }: UsageBatch): void {
    const { accepted, refused, rateLimited } = sumOf(counts);
    const requests = accepted + refused + rateLimited;
    this.lost += requests;
    this.logger.error({ requests }, 'The usage of tokens could not be written for days: given up.');
  }
}
