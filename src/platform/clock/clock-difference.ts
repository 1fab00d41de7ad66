import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Primary } from '../database/servers/primary.js';
import { Metrics } from '../metrics/metrics.js';

const NOTABLE_SECONDS = 5;
const CHECK_INTERVAL_MS = 1_000;

/** Tells when the clock of this machine and the clock of the database differ. */
@Injectable()
export class ClockDifference implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ClockDifference.name);
  private timer: NodeJS.Timeout | undefined;
  private told = false;

  constructor(
    private readonly primary: Primary,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'clock_difference_seconds',
      'How far the clock of the database is ahead of the clock of this machine.',
      () => this.seconds,
    );
  }

  /** Whole seconds by which the database is ahead. Undefined while the difference is small. */
  get notable(): number | undefined {
    return Math.abs(this.seconds) > NOTABLE_SECONDS ? Math.round(this.seconds) : undefined;
  }

  onApplicationBootstrap(): void {
    this.tell();
    this.timer = setInterval(() => {
      this.tell();
    }, CHECK_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private get seconds(): number {
    return this.primary.time.difference / 1_000;
  }

  private tell(): void {
    const { notable } = this;
    if (notable !== undefined && !this.told) {
      this.logger.warn(
        `The clock of this machine differs from the clock of the database by ${notable} seconds. The service goes by the database.`,
      );
    }
    if (notable === undefined && this.told) {
      this.logger.log('The clock of this machine and the clock of the database agree again.');
    }
    this.told = notable !== undefined;
  }
}
