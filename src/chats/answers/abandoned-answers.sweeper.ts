import { Injectable } from '@nestjs/common';
import { Transaction } from '../../admission/cache/invalidation/transaction.js';
import { Clock } from '../../platform/clock/clock.js';
import { Sweeper } from '../../platform/jobs/sweeper.js';
import { ModelSpend, UNREPORTED } from '../../tokens/spend/calls/model-spend.js';
import { AnswersRepository } from './answers.repository.js';

const INTERVAL_MS = 5_000;
const SWEEP_BATCH = 500;

/** Ends answers that stay `streaming` because the process that wrote them was killed. */
@Injectable()
export class AbandonedAnswersSweeper extends Sweeper {
  constructor(
    private readonly answers: AnswersRepository,
    private readonly spend: ModelSpend,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {
    super(INTERVAL_MS, 'Could not look for abandoned answers.');
  }

  override async sweep(): Promise<void> {
    let count = 0;
    while (count < SWEEP_BATCH && (await this.failNext())) count++;
    if (count > 0) this.logger.warn({ count }, 'Ended answers whose instance was killed.');
  }

  private failNext(): Promise<boolean> {
    return this.transaction.runAdding(async (manager) => {
      const abandoned = await this.answers.failAbandoned(manager);
      if (abandoned === null) return false;
      const { id, attempt, characters } = abandoned;
      const received = { ...UNREPORTED, characters };
      await this.spend.settle(manager, { messageId: id, attempt }, received, this.clock.now());
      return true;
    });
  }
}
