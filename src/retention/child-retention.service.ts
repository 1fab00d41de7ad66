import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { inBatches } from './in-batches.js';
import { RetentionRepository } from './retention.repository.js';

const INTERVAL_MS = 60_000;
/** Longer than the database's clock may be behind: a removal after this is not announced. */
const KEPT_MS = 120_000;

/** Deletes child tokens soon after they ended, in small batches: they may come by the million. */
@Injectable()
export class ChildRetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChildRetentionService.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private stopping = false;

  constructor(
    private readonly repository: RetentionRepository,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
    this.timer = setInterval(() => {
      this.start();
    }, INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  async sweep(): Promise<void> {
    const kept = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.all(() => this.repository.deleteChildrenExpiredBefore(kept));
    for (const parentId of await this.repository.findParentsOfEndedChildren()) {
      await this.all(() => this.repository.deleteEndedChildrenOf(parentId));
    }
  }

  /** One at a time: a sweep of many may take longer than the interval. */
  private start(): void {
    this.running ??= this.sweep()
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'Child tokens that ended could not be deleted yet.');
      })
      .finally(() => {
        this.running = null;
      });
  }

  private all(deleteBatch: () => Promise<number>): Promise<void> {
    return inBatches(deleteBatch, () => this.stopping);
  }
}
