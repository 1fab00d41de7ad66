import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { JobQueue } from '../platform/jobs/job-queue.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryJobs } from './delivery-jobs.js';

const INTERVAL_MS = 60_000;
/** A job that exists has taken its delivery up by then. */
const GRACE_MS = 15_000;
const BATCH_SIZE = 500;

/**
 * Makes jobs for deliveries that have none: the process was killed, or the queue away, when they were
 * written. Where there is a job for the attempt, pg-boss makes no second one.
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

  /** @param graceMs that an attempt may be late */
  async sweep(graceMs: number): Promise<void> {
    const moment = new Date(this.clock.now().getTime() - graceMs);
    await this.jobs.add(await this.deliveries.findOverdue(moment, BATCH_SIZE));
  }

  private async sweepOrWarn(graceMs: number): Promise<void> {
    try {
      await this.sweep(graceMs);
    } catch (error) {
      this.logger.warn({ err: error }, 'Deliveries that wait could not be looked for.');
    }
  }
}
