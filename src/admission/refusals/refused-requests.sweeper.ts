import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { KEPT_MS } from './refused-request.js';
import { RefusedRequestsRepository } from './refused-requests.repository.js';

const INTERVAL_MS = 60_000;

/** Deletes refused requests after an hour. */
@Injectable()
export class RefusedRequestsSweeper extends Sweeper {
  constructor(
    private readonly stored: RefusedRequestsRepository,
    private readonly clock: Clock,
  ) {
    super(INTERVAL_MS, 'Could not delete refused requests. The next attempt follows in a minute.');
  }

  override sweep(): Promise<void> {
    const until = new Date(this.clock.now().getTime() - KEPT_MS);
    return this.inBatches(() => this.stored.deleteUntil(until));
  }
}
