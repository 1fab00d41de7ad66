import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { RecurringWork } from './recurring-work.js';

/** Tidies up at the start and then at each interval. */
export abstract class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private readonly sweeping: RecurringWork;

  /** @param complaint the log line when a sweep fails */
  constructor(intervalMs: number, complaint: string) {
    this.sweeping = new RecurringWork(
      intervalMs,
      () => this.sweep(),
      (error) => {
        this.logger.warn({ err: error }, complaint);
      },
    );
  }

  abstract sweep(): Promise<void>;

  /** Sweeps now, unless a sweep is running. */
  begin(): void {
    this.sweeping.begin();
  }

  onApplicationBootstrap(): void {
    this.begin();
    this.sweeping.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeping.stop();
  }

  /**
   * Deletes batches until none is left or the service stops. Pauses three times as long as each batch
   * took, which leaves three quarters of the time to other work.
   *
   * @param deleteBatch returns 0 if nothing is left
   */
  protected async inBatches(deleteBatch: () => Promise<number>): Promise<void> {
    while (!this.sweeping.isStopping()) {
      const begunAt = performance.now();
      if ((await deleteBatch()) === 0) return;
      await delay(3 * (performance.now() - begunAt));
    }
  }
}
