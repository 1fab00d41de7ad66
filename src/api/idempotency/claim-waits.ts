import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import type { KeyedRequest } from './idempotency.repository.js';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 320;

/** Waits for what another request with the same key is answered, on whatever instance it runs. */
@Injectable()
export class ClaimWaits {
  /** Those that wait for one key on this instance look together. */
  private readonly waits = new Map<string, Promise<void>>();

  constructor(
    private readonly keys: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  /** @param deadline of `performance.now()`; it may end sooner, while the other still runs */
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
