import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { UsedUpBudget } from '../../../admission/checks/request-facts.js';
import { AuditRepository } from '../../../audit/audit.repository.js';
import { TokenEvents } from '../../token-events.js';
import { utcDayOf } from '../../usage/utc-day.js';
import { BudgetExhaustedError } from './budget-exhausted.error.js';
import { layerOf, reachesWarning, statusOn } from './budget-state.js';
import type { BudgetLayer } from './budget-state.js';
import type { Budget } from './budget.entity.js';
import { BudgetsRepository } from './budgets.repository.js';
import type { Payer, PossiblePayer } from './budgets.repository.js';

const LAYERS: readonly BudgetLayer[] = ['token', 'assistant', 'owner'];
const SUBJECT_TYPES = { token: 'token', assistant: 'assistant', owner: 'user' } as const;

/** Refuses what is over a budget, and adds to budgets what was used. */
@Injectable()
export class BudgetSpending {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly events: TokenEvents,
    private readonly audit: AuditRepository,
  ) {}

  /** @throws BudgetExhaustedError for the first layer whose budget is used up */
  async require(manager: EntityManager, payer: Payer, now: Date): Promise<void> {
    const usedUp = await this.findUsedUp(payer, now, manager);
    if (usedUp !== null) throw new BudgetExhaustedError(usedUp);
  }

  /** @returns the first layer whose budget is used up; `null` if there is none */
  async findUsedUp(
    payer: PossiblePayer,
    now: Date,
    manager?: EntityManager,
  ): Promise<UsedUpBudget | null> {
    const usedUp = (await this.budgets.find(payer, manager))
      .map((budget) => ({
        ...statusOn(utcDayOf(now), budget),
        layer: layerOf(budget),
        modelTokens: Number(budget.modelTokens),
      }))
      .filter(({ used, modelTokens }) => used >= modelTokens);
    return LAYERS.map((layer) => usedUp.find((one) => one.layer === layer)).find(Boolean) ?? null;
  }

  /** Locks the budgets until the transaction ends, so call it last. */
  async add(manager: EntityManager, payer: Payer, tokens: number, now: Date): Promise<void> {
    for (const budget of await this.budgets.lock(manager, payer)) {
      const { used: before, periodStart, warned } = statusOn(utcDayOf(now), budget);
      const used = before + tokens;
      const warns = !warned && reachesWarning(budget, used);
      await this.budgets.update(manager, budget.id, {
        used: String(used),
        periodStart,
        warned: warned || warns,
      });
      if (warns) await this.warn(manager, payer, budget, used, now);
    }
  }

  private async warn(
    manager: EntityManager,
    { assistantId }: Payer,
    budget: Budget,
    used: number,
    now: Date,
  ): Promise<void> {
    const layer = layerOf(budget);
    const { tokenId, period, warnAt } = budget;
    const { resetsAt } = statusOn(utcDayOf(now), budget);
    const modelTokens = Number(budget.modelTokens);
    const facts = { layer, modelTokens, period, warnAt, used, resetsAt: resetsAt.toISOString() };
    await this.events.publish(manager, {
      type: 'budget.warning',
      assistantId,
      at: now,
      data: { ...facts, tokenId },
    });
    await this.audit.record(manager, {
      at: now,
      action: `${SUBJECT_TYPES[layer]}.budget_warned`,
      actor: null,
      credentialId: null,
      address: null,
      subjectType: SUBJECT_TYPES[layer],
      subjectId: tokenId ?? budget.assistantId ?? budget.userId ?? '',
      details: facts,
    });
  }
}
