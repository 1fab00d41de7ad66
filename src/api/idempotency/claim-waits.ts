import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import type { KeyedRequest } from './idempotency.repository.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 320;

/** Waits until another request with the same key, on any instance, has ended. */
@Injectable()
export class ClaimWaits {
  /** Requests on this instance that wait for the same key share one wait. */
  private readonly waits = new Map<string, Promise<void>>();

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  /** @param deadline in the time of `performance.now()`; a shared wait may end earlier */
  async untilEnded(request: KeyedRequest, deadline: number): Promise<void> {
    const name = `${request.scope} ${request.keyDigest.toString('base64url')}`;
    const wait = this.waits.get(name) ?? this.start(name, request, deadline);
    await wait;
  }

  private start(name: string, request: KeyedRequest, deadline: number): Promise<void> {
    const wait = this.look(request, deadline).finally(() => this.waits.delete(name));
    this.waits.set(name, wait);
    return wait;
  }

  private async look(request: KeyedRequest, deadline: number): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    do {
      await setTimeout(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    } while (
      performance.now() < deadline &&
      (await this.keys.isRunning(request, this.clock.now()))
    );
  }
}
