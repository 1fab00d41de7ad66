import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../admission/cache/invalidation/transaction.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Sweeper } from '../../../platform/jobs/sweeper.js';
import { ModelSpend } from './model-spend.js';

const INTERVAL_MS = 60_000;

/** Counts calls whose chat was deleted and whose instance was killed before it could count them. */
@Injectable()
export class LostCallsSweeper extends Sweeper {
  constructor(
    private readonly spend: ModelSpend,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {
    super(INTERVAL_MS, 'Could not count lost model calls. The next attempt follows in a minute.');
  }

  override async sweep(): Promise<void> {
    await this.inBatches(async () => Number(await this.settleNext()));
  }

  private settleNext(): Promise<boolean> {
    return this.transaction.runAdding((manager) =>
      this.spend.settleLost(manager, this.clock.now()),
    );
  }
}
