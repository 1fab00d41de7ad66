import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallerTransaction } from '../../../admission/reauthorization/caller-transaction.js';
import type { Caller } from '../../../admission/principal.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { AuditRepository } from '../../../audit/audit.repository.js';
import { Clock } from '../../../platform/clock/clock.js';
import { NotFoundError } from '../../../platform/errors/domain-error.js';
import { newId } from '../../../platform/ids/id.js';
import { utcDayOf } from '../../usage/utc-day.js';
import { periodStartOf } from './budget-period.js';
import { reachesWarning, statusOn } from './budget-state.js';
import type { BudgetStatus } from './budget-state.js';
import { BudgetSubjects } from './budget-subjects.js';
import type { BudgetTarget } from './budget-subjects.js';
import type { Budget } from './budget.entity.js';
import { budgetState } from './budget.state.js';
import { BudgetsRepository } from './budgets.repository.js';
import type { BudgetSubject } from './budgets.repository.js';
import { DEFAULT_WARN_AT } from './dto/save-budget.dto.js';
import type { SaveBudgetDto } from './dto/save-budget.dto.js';

export interface BudgetView {
  budget: Pick<Budget, 'modelTokens' | 'period' | 'warnAt'>;
  status: BudgetStatus;
}

class BudgetNotFoundError extends NotFoundError {
  constructor() {
    super('budget');
  }
}

@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly subjects: BudgetSubjects,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** @throws BudgetNotFoundError, and as {@link BudgetSubjects.find} */
  async get({ principal }: Caller, target: BudgetTarget): Promise<BudgetView> {
    const { subject } = await this.subjects.find(principal, target);
    const budget = await this.budgets.findOf(subject);
    if (budget === null) throw new BudgetNotFoundError();
    return { budget, status: statusOn(utcDayOf(this.clock.now()), budget) };
  }

  /**
   * What was used in the period counts from the start.
   *
   * @throws PreconditionFailedError, and as {@link BudgetSubjects.find}
   */
  async save(
    caller: Caller,
    target: BudgetTarget,
    { modelTokens, period, warnAt = DEFAULT_WARN_AT }: SaveBudgetDto,
    precondition: Precondition,
  ): Promise<BudgetView> {
    const now = this.clock.now();
    const day = utcDayOf(now);
    return this.change(caller, target, 'budget_set', async (manager, subject) => {
      const found = await this.budgets.findOf(subject, manager);
      await precondition.require(budgetState, () => found);
      const periodStart = periodStartOf(period, day);
      const used = await this.budgets.sumSince(manager, subject, periodStart);
      const limit = { modelTokens: String(modelTokens), period, warnAt };
      const wasWarned = found?.period === period && statusOn(day, found).warned;
      const budget: Budget = {
        id: found?.id ?? newId(),
        ...{ tokenId: null, assistantId: null, userId: null },
        ...subject,
        ...limit,
        used: String(used),
        periodStart,
        warned: wasWarned && reachesWarning(limit, used),
      };
      await this.budgets.save(manager, budget);
      return { budget, status: statusOn(day, budget) };
    });
  }

  /** Idempotent. @throws PreconditionFailedError, and as {@link BudgetSubjects.find} */
  async delete(caller: Caller, target: BudgetTarget, precondition: Precondition): Promise<void> {
    await this.change(caller, target, 'budget_removed', async (manager, subject) => {
      const found = await this.budgets.findOf(subject, manager);
      await precondition.require(budgetState, () => found);
      if (found === null) return false;
      await this.budgets.remove(manager, found.id);
      return true;
    });
  }

  /** @param work returns false if it has changed nothing */
  private change<T>(
    caller: Caller,
    target: BudgetTarget,
    action: 'budget_set' | 'budget_removed',
    work: (manager: EntityManager, subject: BudgetSubject) => Promise<T>,
  ): Promise<T> {
    return this.transaction.run(caller, async (manager) => {
      const { subject, subjectId } = await this.subjects.find(caller.principal, target, manager);
      await this.budgets.lockSpending(manager, subject);
      const result = await work(manager, subject);
      if (result === false) return result;
      await this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: `${target.kind}.${action}`,
        subjectId,
        details: describe(result),
      });
      return result;
    });
  }
}

function describe(result: unknown): object {
  if (typeof result !== 'object' || result === null) return {};
  const { modelTokens, period, warnAt } = (result as BudgetView).budget;
  return { modelTokens: Number(modelTokens), period, warnAt };
}
