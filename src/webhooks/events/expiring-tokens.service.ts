import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { ExpiringTokensRepository } from './expiring-tokens.repository.js';
import { WebhookEvents } from './webhook-events.js';

const BATCH_SIZE = 500;

/** Sends `token.expiring` events every five minutes, from one instance. */
@Injectable()
export class ExpiringTokensService implements OnModuleInit {
  constructor(
    private readonly repository: ExpiringTokensRepository,
    private readonly events: WebhookEvents,
    private readonly queue: JobQueue,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.queue.define<object>({
      name: 'webhook-expiring-tokens',
      queue: { policy: 'exclusive', expireInSeconds: 300, deleteAfterSeconds: 3_600 },
      work: { pollingIntervalSeconds: 30 },
      schedule: '*/5 * * * *',
      run: () => this.tell(),
    });
  }

  async tell(): Promise<void> {
    const now = this.clock.now();
    let told: number;
    do {
      told = await this.transaction.runAdding(async (manager) => {
        const published = await this.repository.tell(manager, now, BATCH_SIZE);
        this.events.deliver(published, manager);
        return published.length;
      });
    } while (told === BATCH_SIZE);
  }
}
