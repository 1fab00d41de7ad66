import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryJobs } from './delivery-jobs.js';

const INTERVAL_MS = 60_000;
/** If a job exists, it has started the attempt by then. */
const GRACE_MS = 15_000;
const BATCH_SIZE = 500;

/**
 * Queues jobs for deliveries that have none, because the process was killed or the queue was
 * unavailable when they were written. If a job for the attempt exists, pg-boss does not add
 * another.
 */
@Injectable()
export class DeliverySweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliverySweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly jobs: DeliveryJobs,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.queue.started().then(() => this.sweepOrWarn(0));
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.sweepOrWarn(GRACE_MS));
    }, INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @param graceMs how late an attempt may be before it is queued again */
  async sweep(graceMs: number): Promise<void> {
    const moment = new Date(this.clock.now().getTime() - graceMs);
    await this.jobs.add(await this.deliveries.findOverdue(moment, BATCH_SIZE));
  }

  private async sweepOrWarn(graceMs: number): Promise<void> {
    try {
      await this.sweep(graceMs);
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Could not look for overdue deliveries. The next attempt follows in a minute.',
      );
    }
  }
}
