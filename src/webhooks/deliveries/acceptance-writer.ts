import { Injectable } from '@nestjs/common';
import { retryDeadlocks } from '../../platform/database/retry-deadlocks.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { Accepted } from './deliveries.repository.js';

const BATCH_SIZE = 100;

interface Waiting {
  accepted: Accepted;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Stores accepted deliveries of all webhooks together: while one batch is stored, the next one grows. */
@Injectable()
export class AcceptanceWriter {
  private waiting: Waiting[] = [];
  private writing = false;

  constructor(private readonly deliveries: DeliveriesRepository) {}

  /** Resolves when it is stored. */
  store(accepted: Accepted): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ accepted, resolve, reject });
      if (!this.writing) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) await this.writeSome(this.waiting.splice(0, BATCH_SIZE));
    this.writing = false;
  }

  private async writeSome(batch: Waiting[]): Promise<void> {
    try {
      const accepted = batch.map((one) => one.accepted);
      await retryDeadlocks(() => this.deliveries.storeAccepted(accepted));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
