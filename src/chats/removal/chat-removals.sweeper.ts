import { Injectable } from '@nestjs/common';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ChatRemovalsRepository } from './chat-removals.repository.js';

const INTERVAL_MS = 2_000;

/**
 * Removes the chats of deleted assistants and users in small batches. What is left is in the
 * database, so that any instance continues after this one has stopped or was killed.
 */
@Injectable()
export class ChatRemovalsSweeper extends Sweeper {
  private pending = 0;
  private removed = 0;

  constructor(
    private readonly removals: ChatRemovalsRepository,
    metrics: Metrics,
  ) {
    super(INTERVAL_MS, 'Could not remove chats. The next attempt follows.');
    metrics.gauge(
      'chat_removals_pending',
      'Deleted assistants and users whose chats are still to be removed.',
      () => this.pending,
    );
    metrics.counter(
      'chats_removed_total',
      'Chats of deleted assistants and users that this instance has removed.',
      () => this.removed,
    );
  }

  override async sweep(): Promise<void> {
    this.pending = await this.removals.countPending();
    if (this.pending === 0) return;
    await this.inBatches(() => this.removeBatch());
    this.pending = await this.removals.countPending();
  }

  /** @returns 0 if nothing is left */
  private async removeBatch(): Promise<number> {
    const batch = await this.removals.removeBatch();
    if (batch === null) return 0;
    this.removed += batch.chats;
    if (batch.total !== null) {
      this.logger.log(
        { id: batch.id, chats: batch.total },
        'Removed the chats of a deleted assistant or user.',
      );
    }
    return 1;
  }
}
