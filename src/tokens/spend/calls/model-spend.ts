import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { utcDayOf } from '../../usage/utc-day.js';
import { BudgetSpending } from '../budgets/budget-spending.js';
import { BudgetsRepository } from '../budgets/budgets.repository.js';
import { Prices } from '../prices.js';
import { ModelUsageRepository } from '../usage/model-usage.repository.js';
import { completeTokens } from './estimate.js';
import type { ReportedTokens } from './estimate.js';
import type { ModelCall } from './model-call.entity.js';
import { ModelCallsRepository } from './model-calls.repository.js';
import type { CallId, NewCall } from './model-calls.repository.js';

/** What came back from a model. */
export interface Received extends ReportedTokens {
  /** The length of the answer. */
  characters: number;
}

/** An answer whose instance is gone: nobody knows what the model reported. */
export const UNREPORTED: ReportedTokens = { inputTokens: null, outputTokens: null };

/**
 * Counts what models are asked for. A call is stored with the question and taken with the end of the
 * answer, each in one transaction. So each call counts once, even if its instance is killed.
 */
@Injectable()
export class ModelSpend {
  constructor(
    private readonly calls: ModelCallsRepository,
    private readonly usage: ModelUsageRepository,
    private readonly budgets: BudgetsRepository,
    private readonly spending: BudgetSpending,
    private readonly prices: Prices,
  ) {}

  /**
   * Call it in the transaction that stores the question.
   *
   * @throws BudgetExhaustedError
   */
  async begin(manager: EntityManager, call: NewCall, now: Date): Promise<void> {
    await this.spending.require(manager, call, now);
    await this.calls.insert(manager, call);
  }

  /**
   * Call it in the transaction that ends the answer, as the last thing, because it locks rows that
   * other answers need. Does nothing for a call that was settled before.
   *
   * @param received `null` if the model used nothing
   */
  async settle(
    manager: EntityManager,
    id: CallId,
    received: Received | null,
    now: Date,
  ): Promise<void> {
    const call = await this.calls.take(manager, id);
    if (call !== null && received !== null) await this.count(manager, call, received, now);
  }

  /** @returns false if there is none */
  async settleLost(manager: EntityManager, now: Date): Promise<boolean> {
    const call = await this.calls.takeLost(manager);
    if (call === null) return false;
    await this.count(manager, call, { ...UNREPORTED, characters: 0 }, now);
    return true;
  }

  private async count(
    manager: EntityManager,
    call: ModelCall,
    { characters, ...reported }: Received,
    now: Date,
  ): Promise<void> {
    const used = completeTokens(reported, { prompt: call.promptCharacters, answer: characters });
    await this.budgets.shareSpending(manager, call);
    await this.usage.add(manager, call, used, utcDayOf(now), this.prices.of(call.model));
    await this.spending.add(manager, call, used.inputTokens + used.outputTokens, now);
  }
}
