import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Endpoint } from './connection.js';
import { messageOf } from './error-details.js';
import { HangWatch } from './hang-watch.js';
import type { Postmaster } from './postmaster.js';
import type { Server } from './server.js';

const CHECK_EVERY_MS = 100;
/** The service promises to be ready within 5 seconds, of which the start of PostgreSQL needs some. */
const LONGEST_PAUSE_MS = 1_000;

/** Starts the server again, on the same port, when it has died or hangs. */
export class Supervisor {
  private readonly logger = new Logger(Supervisor.name);
  private readonly stopping = new AbortController();
  private readonly hangs: HangWatch;
  private running: Promise<void> = Promise.resolve();
  /** Checks in a row that did not find a healthy server. */
  private failures = 0;

  constructor(
    private readonly server: Server,
    private postmaster: Postmaster,
    { password }: Pick<Endpoint, 'password'>,
  ) {
    this.hangs = new HangWatch({ port: postmaster.port, password });
  }

  start(): void {
    this.running = this.supervise();
  }

  /** @returns the server that runs now, or that has died last */
  async stop(): Promise<Postmaster> {
    this.stopping.abort();
    await this.running;
    return this.postmaster;
  }

  private async supervise(): Promise<void> {
    for (;;) {
      await this.pause();
      if (this.stopping.signal.aborted) return;
      this.failures = (await this.check()) ? 0 : this.failures + 1;
    }
  }

  private async pause(): Promise<void> {
    const ms = Math.min(CHECK_EVERY_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
    const { signal } = this.stopping;
    await delay(ms, undefined, { ref: false, signal }).catch(() => undefined);
  }

  /** @returns whether the server is healthy */
  private async check(): Promise<boolean> {
    try {
      if (await this.server.isGone(this.postmaster)) {
        await this.restart();
        return false;
      }
      if (await this.hangs.isHanging()) {
        this.logger.error('PostgreSQL does not respond. The service ends it.');
        await this.server.kill(this.postmaster);
        return false;
      }
      return true;
    } catch (error) {
      this.logger.error(
        `PostgreSQL did not start again: ${messageOf(error)}. The next attempt follows.`,
      );
      return false;
    }
  }

  private async restart(): Promise<void> {
    if (this.failures === 0) {
      this.logger.error('PostgreSQL has ended unexpectedly. The service starts it again.');
    }
    this.postmaster = await this.server.launchAgain(this.postmaster.port);
    this.hangs.reset();
    this.logger.log('PostgreSQL runs again.');
  }
}
