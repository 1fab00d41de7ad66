import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobQueue } from '../../platform/jobs/job-queue.js';

export const DELIVERY_QUEUE = 'webhook-delivery';

/** The payload of a job. It holds ids only, because job payloads must not contain secrets. */
export interface PlannedAttempt {
  deliveryId: string;
  webhookId: string;
  turn: number;
}

/** Queues one job per attempt. If that fails, `DeliverySweeper` queues it later. */
@Injectable()
export class DeliveryJobs {
  constructor(private readonly queue: JobQueue) {}

  /** @param delaySeconds time until the attempts start */
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
