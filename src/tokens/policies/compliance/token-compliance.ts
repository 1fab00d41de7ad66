import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Token } from '../../token.entity.js';
import type { Violation } from '../judge-token.js';
import { PoliciesRepository } from '../policies.repository.js';
import { PolicyViolationError } from '../policies.errors.js';
import { effectivePolicies } from './effective-policies.js';
import { explainBroken, outlastsResuming } from './judged-rules.js';
import type { JudgedRule } from './judged-rules.js';
import { ViolationsRepository } from './violations.repository.js';
import type { Standard, Verdict } from './violations.repository.js';

type Paused = Pick<Token, 'id' | 'pauseCause' | 'pausedAt'>;

/** Judges the tokens that a transaction has locked. */
@Injectable()
export class TokenCompliance {
  constructor(
    private readonly policies: PoliciesRepository,
    private readonly violations: ViolationsRepository,
  ) {}

  /** Stores what the tokens break now. Call it after a change of what the rules look at. */
  async refresh(manager: EntityManager, ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    await this.violations.store(manager, await this.standardFor(manager, ids, now), ids);
  }

  /**
   * Judges tokens as if they belonged to another user. A token that breaks a rule already does not get
   * worse by it.
   *
   * @returns the rules that each token would break then and does not break now, by id; only if there
   *   are any
   */
  async findWorseFor(
    manager: EntityManager,
    userId: string,
    ids: readonly string[],
    now: Date,
  ): Promise<ReadonlyMap<string, JudgedRule[]>> {
    if (ids.length === 0) return new Map();
    const teams = await this.policies.findTeamsOfAccounts(manager, [userId]);
    const standard = await this.standardFor(manager, ids, now, [...teams.values()]);
    const current = await this.violations.judge(manager, standard, ids);
    const broken = new Map(current.map((verdict) => [verdict.id, verdict.broken]));
    const future = await this.violations.findBrokenBy(manager, standard, ids, userId);
    return new Map(
      future
        .map(({ id, broken: rules }) => {
          const worse = rules.filter((rule) => !broken.get(id)?.includes(rule));
          return [id, worse] as const;
        })
        .filter(([, worse]) => worse.length > 0),
    );
  }

  /**
   * A person may resume what a policy has paused once it breaks no rule but idleness. What a policy
   * would pause again at once stays paused too.
   *
   * @returns the tokens that must stay paused, with the rules that they break
   */
  async findUnresumable(
    manager: EntityManager,
    tokens: readonly Paused[],
    now: Date,
  ): Promise<ReadonlyMap<string, Violation[]>> {
    const paused = new Map(
      tokens.filter(({ pausedAt }) => pausedAt !== null).map((token) => [token.id, token]),
    );
    if (paused.size === 0) return new Map();
    const ids = [...paused.keys()];
    const standard = await this.standardFor(manager, ids, now);
    const verdicts = await this.violations.judge(manager, standard, ids);
    return new Map(
      verdicts
        .filter((verdict) => {
          const isOfPolicy = paused.get(verdict.id)?.pauseCause === 'policy';
          return isOfPolicy ? verdict.broken.some(outlastsResuming) : isPausedAgain(verdict, now);
        })
        .map(({ id, broken }) => [id, broken.filter(outlastsResuming).map(violationOf)]),
    );
  }

  /** @throws PolicyViolationError */
  async requireResumable(manager: EntityManager, token: Paused, now: Date): Promise<void> {
    const violations = (await this.findUnresumable(manager, [token], now)).get(token.id);
    if (violations !== undefined) throw new PolicyViolationError(violations);
  }

  private async standardFor(
    manager: EntityManager,
    ids: readonly string[],
    now: Date,
    further: readonly string[] = [],
  ): Promise<Standard> {
    const teams = await this.policies.findTeamsOf(manager, ids);
    const policies = await this.policies.readLocked(manager, [...teams, ...further]);
    return { policies: effectivePolicies(policies), now };
  }
}

function isPausedAgain({ pausing, pauseAt }: Verdict, now: Date): boolean {
  return pausing.some(outlastsResuming) && pauseAt !== null && pauseAt <= now;
}

function violationOf(rule: JudgedRule): Violation {
  return { rule, ...explainBroken(rule) };
}
