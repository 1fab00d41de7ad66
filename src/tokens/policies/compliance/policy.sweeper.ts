import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Transaction } from '../../../admission/cache/invalidation/transaction.js';
import { AuditRepository } from '../../../audit/audit.repository.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Sweeper } from '../../../platform/jobs/sweeper.js';
import { Metrics } from '../../../platform/metrics/metrics.js';
import { TokenPausing } from '../../pausing/token-pausing.js';
import { PoliciesRepository } from '../policies.repository.js';
import { effectivePolicies } from './effective-policies.js';
import { PolicySweepsRepository } from './policy-sweeps.repository.js';
import { isLast, ViolationsRepository } from './violations.repository.js';
import type { Standard, Verdict } from './violations.repository.js';

const INTERVAL_MS = 60_000;
/** Time passes, and owners change, without a change of the token. */
const JUDGE_AGAIN_MS = 15 * 60_000;
const JUDGED_BATCH = 1_000;
const PAUSED_BATCH = 100;

/**
 * Judges all tokens in small batches, and pauses those whose time is up. How far it is stands in the
 * database, so that any instance continues after this one has stopped or was killed.
 *
 * Locks the policies first and then the tokens, like every change of a token.
 */
@Injectable()
export class PolicySweeper extends Sweeper {
  private judged = 0;
  private changed = 0;
  private paused = 0;

  constructor(
    private readonly policies: PoliciesRepository,
    private readonly violations: ViolationsRepository,
    private readonly sweeps: PolicySweepsRepository,
    private readonly pausing: TokenPausing,
    private readonly audit: AuditRepository,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    super(INTERVAL_MS, 'Could not judge tokens by the policies. The next attempt follows.');
    metrics.counter(
      'policy_sweeps_total',
      'How often this instance has judged the last token.',
      () => this.judged,
    );
    metrics.counter(
      'policy_verdicts_changed_total',
      'Tokens that this instance found to comply or not to comply any more.',
      () => this.changed,
    );
    metrics.counter(
      'policy_tokens_paused_total',
      'Tokens that this instance has paused because of a policy.',
      () => this.paused,
    );
  }

  override async sweep(): Promise<void> {
    await this.inBatches(() => this.pauseBatch());
    await this.inBatches(() => this.judgeBatch());
    await this.inBatches(() => this.pauseBatch());
  }

  /** @returns 0 if nothing is left */
  private judgeBatch(): Promise<number> {
    return this.transaction.runAdding(async (manager) => {
      const standard = await this.standard(manager);
      const { now } = standard;
      const after = await this.sweeps.take(manager, now);
      if (after === null) return 0;
      const nextAt = new Date(now.getTime() + JUDGE_AGAIN_MS);
      if (standard.policies.length === 0 && !(await this.violations.areThereAny(manager))) {
        await this.sweeps.finish(manager, nextAt);
        return 0;
      }
      const range = await this.violations.findRange(manager, after, JUDGED_BATCH);
      const stale = await this.violations.findStale(manager, standard, range);
      await this.violations.lock(manager, stale);
      await this.violations.store(manager, standard, stale);
      this.changed += stale.length;
      if (!isLast(range)) {
        await this.sweeps.moveTo(manager, range.upTo);
        return 1;
      }
      await this.sweeps.finish(manager, nextAt);
      this.judged++;
      return 0;
    });
  }

  /** @returns 0 if nothing is left */
  private pauseBatch(): Promise<number> {
    return this.transaction.run(async (manager) => {
      const standard = await this.standard(manager);
      const { now } = standard;
      if (!(await this.sweeps.lock(manager))) return 0;
      const ids = await this.violations.findDue(manager, now, PAUSED_BATCH);
      if (ids.length === 0) return 0;
      await this.violations.lock(manager, ids);
      const verdicts = await this.violations.judge(manager, standard, ids);
      await this.pause(
        manager,
        verdicts.filter(({ pauseAt }) => pauseAt !== null && pauseAt <= now),
        now,
      );
      await this.violations.store(manager, standard, ids);
      return ids.length;
    });
  }

  private async pause(manager: EntityManager, verdicts: Verdict[], at: Date): Promise<void> {
    const byReason = Map.groupBy(verdicts, ({ pausing }) => `policy: ${pausing.join(', ')}`);
    for (const [reason, ofReason] of byReason) {
      const ids = ofReason.map(({ id }) => id);
      const paused = await this.pausing.pause(manager, ids, { cause: 'policy', reason, at });
      await this.audit.record(
        manager,
        paused.map((subjectId) => ({
          at,
          action: 'token.paused',
          actor: null,
          credentialId: null,
          address: null,
          subjectType: 'token',
          subjectId,
          reason,
        })),
      );
      this.paused += paused.length;
    }
  }

  private async standard(manager: EntityManager): Promise<Standard> {
    const policies = await this.policies.readAllLocked(manager);
    return { policies: effectivePolicies(policies), now: this.clock.now() };
  }
}
