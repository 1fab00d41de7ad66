import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { DELIVERY_QUEUE } from './delivery-jobs.js';
import type { PlannedAttempt } from './delivery-jobs.js';
import { DeliveryService } from './delivery.service.js';

/**
 * Attempts at the same time, per instance and per webhook. A slow receiver must not block others.
 */
const CONCURRENCY = 20;
const CONCURRENCY_OF_WEBHOOK = 2;
/** Longer than any attempt takes. */
const EXPIRE_SECONDS = 30;
/** If a process is killed, another one repeats its attempts after this time without a heartbeat. */
const HEARTBEAT_SECONDS = 10;
const KEPT_SECONDS = 3_600;

@Injectable()
export class DeliveryWorker implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    private readonly delivery: DeliveryService,
  ) {}

  onModuleInit(): void {
    this.queue.define<PlannedAttempt>({
      name: DELIVERY_QUEUE,
      queue: {
        policy: 'exclusive',
        notify: true,
        expireInSeconds: EXPIRE_SECONDS,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        retryLimit: 5,
        retryDelay: 1,
        retryBackoff: true,
        deleteAfterSeconds: KEPT_SECONDS,
      },
      work: {
        localConcurrency: CONCURRENCY,
        localGroupConcurrency: CONCURRENCY_OF_WEBHOOK,
        pollingIntervalSeconds: 5,
        notifyPollingIntervalSeconds: 10,
      },
      run: (attempt) => this.delivery.attempt(attempt),
    });
  }
}
