import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { inBatches } from '../../../platform/database/in-batches.js';
import { RecurringWork } from '../../../platform/jobs/recurring-work.js';

const INTERVAL_MS = 60_000;
const BATCH_SIZE = 1_000;

/** Skips rows that another instance is deleting. */
const DELETE = `
  DELETE FROM dpop_used_proofs WHERE digest IN (
    SELECT digest FROM dpop_used_proofs WHERE expires_at < $1
    LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`;

/** Deletes expired proofs every minute, because there may be many. */
@Injectable()
export class UsedProofsSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(UsedProofsSweeper.name);
  private readonly sweeping = new RecurringWork(
    INTERVAL_MS,
    () => this.sweep(),
    (error) => {
      this.logger.warn(
        { err: error },
        'Could not delete used proofs. The next attempt follows in a minute.',
      );
    },
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeping.stop();
  }

  sweep(): Promise<void> {
    const now = this.clock.now();
    return inBatches(() => this.deleteBatch(now), this.sweeping.isStopping);
  }

  private async deleteBatch(now: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(DELETE, [now]);
    return count;
  }
}
