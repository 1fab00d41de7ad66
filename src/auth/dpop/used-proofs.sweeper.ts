import { setImmediate } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';

const INTERVAL_MS = 60_000;
const BATCH_SIZE = 1_000;

/** Rows that another instance is deleting are left to it. */
const DELETE = `
  DELETE FROM dpop_used_proofs WHERE digest IN (
    SELECT digest FROM dpop_used_proofs WHERE expires_at < $1
    LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`;

/** Deletes the used proofs that nobody could use again, every minute: there may be many. */
@Injectable()
export class UsedProofsSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(UsedProofsSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running
        .then(() => this.sweep())
        .catch((error: unknown) => {
          this.logger.warn({ err: error }, 'Used proofs could not be deleted yet.');
        });
    }, INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  async sweep(): Promise<void> {
    const now = this.clock.now();
    while (!this.stopping && (await this.deleteBatch(now)) > 0) await setImmediate();
  }

  private async deleteBatch(now: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(DELETE, [now]);
    return count;
  }
}
