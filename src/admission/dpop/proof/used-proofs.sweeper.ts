import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { Sweeper } from '../../../platform/jobs/sweeper.js';

const INTERVAL_MS = 60_000;
const BATCH_SIZE = 1_000;

/** Skips rows that another instance is deleting. */
const DELETE = `
  DELETE FROM dpop_used_proofs WHERE digest IN (
    SELECT digest FROM dpop_used_proofs WHERE expires_at < $1
    LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)`;

/** Deletes expired proofs every minute, because there may be many. */
@Injectable()
export class UsedProofsSweeper extends Sweeper {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    super(INTERVAL_MS, 'Could not delete used proofs. The next attempt follows in a minute.');
  }

  override sweep(): Promise<void> {
    const now = this.clock.now();
    return this.inBatches(() => this.deleteBatch(now));
  }

  private async deleteBatch(now: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(DELETE, [now]);
    return count;
  }
}
