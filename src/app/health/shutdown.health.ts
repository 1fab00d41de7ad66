import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { UnavailableError } from '../../platform/errors/unavailable.error.js';
import { Shutdown } from '../../platform/shutdown/shutdown.js';

/** Takes the instance out of the balancer before it stops. */
@Injectable()
export class ShutdownHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly shutdown: Shutdown,
  ) {}

  /** @throws UnavailableError while the instance is stopping */
  check(): HealthIndicatorResult {
    if (this.shutdown.announced.aborted) {
      throw new UnavailableError(1, 'The instance is stopping.');
    }
    return this.indicators.check('shutdown').up();
  }
}
