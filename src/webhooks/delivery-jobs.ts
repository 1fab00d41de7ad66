import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobQueue } from '../platform/jobs/job-queue.js';

export const DELIVERY_QUEUE = 'webhook-delivery';

/** What a job holds: nothing but which attempt it is for. */
export interface PlannedAttempt {
  deliveryId: string;
  webhookId: string;
  turn: number;
}

/** A job for each attempt. Where one could not be made, `DeliverySweeper` makes it later. */
@Injectable()
export class DeliveryJobs {
  constructor(private readonly queue: JobQueue) {}

  /** @param delaySeconds from now until the attempts */
  async add(
    attempts: PlannedAttempt[],
    manager?: EntityManager,
    delaySeconds?: number,
  ): Promise<void> {
    if (attempts.length === 0) return;
    const jobs = attempts.map((attempt) => ({
      data: attempt,
      singletonKey: `${attempt.deliveryId}:${attempt.turn}`,
      group: { id: attempt.webhookId },
      ...(delaySeconds !== undefined && { startAfter: delaySeconds }),
    }));
    await this.queue.add(DELIVERY_QUEUE, jobs, manager);
  }
}
