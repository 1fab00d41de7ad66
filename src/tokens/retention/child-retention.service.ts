import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { inBatches } from '../../platform/database/in-batches.js';
import { RecurringWork } from '../../platform/jobs/recurring-work.js';
import { RetentionRepository } from './retention.repository.js';

const INTERVAL_MS = 60_000;
/** Longer than clocks may differ: a row deleted after this delay needs no cache invalidation. */
const KEPT_MS = 120_000;

/** Deletes child tokens soon after they ended, in small batches: there may be millions. */
@Injectable()
export class ChildRetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChildRetentionService.name);
  private readonly sweeping = new RecurringWork(
    INTERVAL_MS,
    () => this.sweep(),
    (error) => {
      this.logger.warn(
        { err: error },
        'Could not delete ended child tokens. The next attempt follows.',
      );
    },
  );

  constructor(
    private readonly repository: RetentionRepository,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping.begin();
    this.sweeping.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeping.stop();
  }

  async sweep(): Promise<void> {
    const kept = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.all(() => this.repository.deleteChildrenExpiredBefore(kept));
    for (const parentId of await this.repository.findParentsOfEndedChildren()) {
      await this.all(() => this.repository.deleteEndedChildrenOf(parentId));
    }
  }

  private all(deleteBatch: () => Promise<number>): Promise<void> {
    return inBatches(deleteBatch, this.sweeping.isStopping);
  }
}
