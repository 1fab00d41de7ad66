import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallerTransaction } from '../../../admission/reauthorization/caller-transaction.js';
import type { Caller } from '../../../admission/principal.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { AuditRepository } from '../../../audit/audit.repository.js';
import { changesBetween } from '../../../audit/changes.js';
import { Clock } from '../../../platform/clock/clock.js';
import { newId } from '../../../platform/ids/id.js';
import { utcDayOf } from '../../usage/utc-day.js';
import type { UtcDay } from '../../usage/utc-day.js';
import { periodStartOf } from './budget-period.js';
import type { BudgetPeriod } from './budget-period.js';
import { reachesWarning, statusOn } from './budget-state.js';
import { BudgetSubjects } from './budget-subjects.js';
import type { BudgetTarget } from './budget-subjects.js';
import type { Budget } from './budget.entity.js';
import { budgetState } from './budget.state.js';
import { BudgetsRepository } from './budgets.repository.js';
import type { BudgetSubject } from './budgets.repository.js';
import { DEFAULT_WARN_AT } from './dto/save-budget.dto.js';
import type { SaveBudgetDto } from './dto/save-budget.dto.js';

/** What a budget allows. */
interface BudgetLimit {
  /** `null` without a budget */
  modelTokens: number | null;
  period: BudgetPeriod;
  warnAt: number;
}

export interface BudgetView extends BudgetLimit {
  used: number;
  resetsAt: Date;
}

const NO_LIMIT: BudgetLimit = { modelTokens: null, period: 'month', warnAt: DEFAULT_WARN_AT };

@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly subjects: BudgetSubjects,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** @throws the errors of {@link BudgetSubjects.find} */
  async get({ principal }: Caller, target: BudgetTarget): Promise<BudgetView> {
    const { subject } = await this.subjects.find(principal, target);
    const day = utcDayOf(this.clock.now());
    const budget = await this.budgets.findOf(subject);
    const limit = limitOf(budget);
    const { used, resetsAt } = statusOn(day, budget ?? (await this.count(subject, limit, day)));
    return { ...limit, used, resetsAt };
  }

  /**
   * What was used in the period counts from the start.
   *
   * @throws PreconditionFailedError, and the errors of {@link BudgetSubjects.find}
   */
  async save(
    caller: Caller,
    target: BudgetTarget,
    { modelTokens, period, warnAt = DEFAULT_WARN_AT }: SaveBudgetDto,
    precondition: Precondition,
  ): Promise<BudgetView> {
    const day = utcDayOf(this.clock.now());
    const limit = { modelTokens, period, warnAt };
    return this.transaction.run(caller, async (manager) => {
      const { subject, subjectId } = await this.lock(manager, caller, target);
      const found = await this.budgets.findOf(subject, manager);
      await precondition.require(budgetState, () => limitOf(found));
      const counted = await this.count(subject, limit, day, manager);
      const wasWarned = found?.period === period && statusOn(day, found).warned;
      const budget: Budget = {
        id: found?.id ?? newId(),
        ...{ tokenId: null, assistantId: null, userId: null },
        ...subject,
        ...counted,
        modelTokens: String(modelTokens),
        warnAt,
        warned: wasWarned && reachesWarning(limit, Number(counted.used)),
      };
      await this.budgets.save(manager, budget);
      await this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: `${target.kind}.budget_set`,
        subjectId,
        changes: changesBetween(limitOf(found), limit),
      });
      const { used, resetsAt } = statusOn(day, budget);
      return { ...limit, used, resetsAt };
    });
  }

  /** Idempotent. @throws PreconditionFailedError, and the errors of {@link BudgetSubjects.find} */
  async delete(caller: Caller, target: BudgetTarget, precondition: Precondition): Promise<void> {
    await this.transaction.run(caller, async (manager) => {
      const { subject, subjectId } = await this.lock(manager, caller, target);
      const found = await this.budgets.findOf(subject, manager);
      await precondition.require(budgetState, () => limitOf(found));
      if (found === null) return;
      await this.budgets.remove(manager, found.id);
      await this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: `${target.kind}.budget_removed`,
        subjectId,
        changes: changesBetween(limitOf(found), { modelTokens: null }),
      });
    });
  }

  /** Waits for the answers that are being counted. */
  private async lock(manager: EntityManager, { principal }: Caller, target: BudgetTarget) {
    const found = await this.subjects.find(principal, target, manager);
    await this.budgets.lockSpending(manager, found.subject);
    return found;
  }

  /** What was used in the period of the day, as a budget would have counted it. */
  private async count(
    subject: BudgetSubject,
    { period }: BudgetLimit,
    day: UtcDay,
    manager?: EntityManager,
  ) {
    const periodStart = periodStartOf(period, day);
    const used = await this.budgets.sumSince(subject, periodStart, manager);
    return { period, periodStart, used: String(used), warned: false };
  }
}

function limitOf(budget: Budget | null): BudgetLimit {
  if (budget === null) return NO_LIMIT;
  const { modelTokens, period, warnAt } = budget;
  return { modelTokens: Number(modelTokens), period, warnAt };
}
