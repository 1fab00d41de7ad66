import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { RetentionRepository } from './retention.repository.js';

const INTERVAL_MS = 60_000;
/** Longer than clocks may differ: a row deleted after this delay needs no cache invalidation. */
const KEPT_MS = 120_000;

/** Deletes child tokens soon after they ended, in small batches: there may be millions. */
@Injectable()
export class ChildRetentionService extends Sweeper {
  constructor(
    private readonly repository: RetentionRepository,
    private readonly clock: Clock,
  ) {
    super(INTERVAL_MS, 'Could not delete ended child tokens. The next attempt follows.');
  }

  override async sweep(): Promise<void> {
    const kept = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.inBatches(() => this.repository.deleteChildrenExpiredBefore(kept));
    for (const parentId of await this.repository.findParentsOfEndedChildren()) {
      await this.inBatches(() => this.repository.deleteEndedChildrenOf(parentId));
    }
  }
}
