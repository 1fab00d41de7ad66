import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { outageIn } from '../../platform/database/database-outage.js';
import { FailedWrites } from '../../platform/database/failed-writes.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { RefusalAllowance } from './refusal-allowance.js';
import { KEPT_MS } from './refused-request.js';
import type { RefusedRequest } from './refused-request.js';
import { RefusedRequestsRepository } from './refused-requests.repository.js';

const FLUSH_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
const BATCH_SIZE = 500;
const PER_MINUTE = 600;
const PER_MINUTE_OF_CREDENTIAL = 30;
/** While the database is not available. */
const MAX_PENDING = 2_000;

/**
 * Keeps refused requests for an hour, so that they can be explained. Writes them in batches, and drops
 * those that are too many.
 */
@Injectable()
export class RefusedRequests implements BeforeApplicationShutdown {
  private readonly logger = new Logger(RefusedRequests.name);
  private readonly allowance = new RefusalAllowance(PER_MINUTE, PER_MINUTE_OF_CREDENTIAL);
  private readonly pending = new Map<string, RefusedRequest>();
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private kept = 0;
  private dropped = 0;

  constructor(
    private readonly stored: RefusedRequestsRepository,
    private readonly writes: FailedWrites,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.counter(
      'refused_requests_kept_total',
      'Refused requests kept for an explanation.',
      () => this.kept,
    );
    metrics.counter(
      'refused_requests_dropped_total',
      'Refused requests that cannot be explained, because they were too many.',
      () => this.dropped,
    );
  }

  /** @param describe called only if the request is kept */
  note(credentialId: string, describe: (at: Date) => RefusedRequest): void {
    const now = this.clock.now();
    const isFull = this.isStopping || this.pending.size >= MAX_PENDING;
    if (isFull || !this.allowance.take(credentialId, now.getTime())) {
      this.dropped++;
      return;
    }
    this.kept++;
    const refused = describe(now);
    this.pending.set(refused.requestId, refused);
    this.flushIn(FLUSH_AFTER_MS);
  }

  /** @param requestId in lower case */
  async find(requestId: string): Promise<RefusedRequest | null> {
    const after = new Date(this.clock.now().getTime() - KEPT_MS);
    const pending = this.pending.get(requestId);
    if (pending !== undefined) return pending.at > after ? pending : null;
    return this.stored.find(requestId, after);
  }

  /** Writes what is pending. If the database is not available, it stays pending. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.flush();
  }

  private flushIn(delayMs: number): void {
    if (this.isStopping) return;
    this.timer ??= setTimeout(() => void this.flush(), delayMs).unref();
  }

  private async write(): Promise<void> {
    while (this.pending.size > 0) {
      const batch = [...this.pending.values()].slice(0, BATCH_SIZE);
      try {
        await this.stored.add(batch);
      } catch (error) {
        this.writes.note(error);
        this.logger.warn({ err: error }, 'Could not write refused requests.');
        if (outageIn(error) !== null) {
          this.flushIn(RETRY_AFTER_MS);
          return;
        }
        this.dropped += batch.length;
      }
      for (const { requestId } of batch) this.pending.delete(requestId);
    }
  }
}
