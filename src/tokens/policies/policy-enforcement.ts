import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { LeakAction } from '../../platform/config/values/leak-action.js';
import { judgeOverlap, judgeSettings, judgeToken } from './judge-token.js';
import type { JudgedSettings, JudgedToken, Violation } from './judge-token.js';
import { PoliciesRepository } from './policies.repository.js';
import { PolicyViolationError } from './policies.errors.js';
import { INSTANCE, scopeOfTeam } from './policy.entity.js';
import { leakActionBy, NO_RULES, strictest } from './policy-rules.js';
import type { PolicyRules, Rule } from './policy-rules.js';

/** Whose policies hold for a token. */
export interface Affected {
  /** The owner of the token. */
  userId: string | null;
  /** A user or team; `null` for a personal token. */
  assistantOwnerId: string | null;
}

/** The token that a request would create or change. */
export interface RefusedToken {
  /** The id of its owner. */
  ownerId: string | null;
  /** The id of its assistant. */
  assistantUuid: string | null;
}

/** Lets requests pass that the policies allow. */
@Injectable()
export class PolicyEnforcement {
  constructor(
    private readonly policies: PoliciesRepository,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** The rules for a token. They stay as they are until the transaction ends. */
  async rulesFor(manager: EntityManager, affected: Affected): Promise<PolicyRules> {
    const rulesOf = await this.rulesForAll(manager, [affected]);
    return rulesOf(affected);
  }

  /**
   * Like `rulesFor`, for several tokens.
   *
   * @returns the rules for each of them
   */
  async rulesForAll(
    manager: EntityManager,
    affected: readonly Affected[],
  ): Promise<(token: Affected) => PolicyRules> {
    const users = new Set(affected.flatMap(({ userId }) => userId ?? []));
    const teams = await this.policies.findTeamsOfAccounts(manager, [...users]);
    const owners = affected.flatMap(({ assistantOwnerId }) => assistantOwnerId ?? []);
    const found = await this.policies.readLocked(manager, [
      ...new Set([...teams.values(), ...owners]),
    ]);
    const byScope = new Map(found.map(({ scope, rules }) => [scope, { ...NO_RULES, ...rules }]));
    return ({ userId, assistantOwnerId }) => {
      const team = userId === null ? null : (teams.get(userId) ?? null);
      const owning = [team, assistantOwnerId].filter((id) => id !== null).map(scopeOfTeam);
      return strictest([INSTANCE, ...owning].flatMap((scope) => byScope.get(scope) ?? []));
    };
  }

  /** Like `rulesForAll`, for what happens to leaked tokens. */
  async leakActionsFor(
    manager: EntityManager,
    affected: readonly Affected[],
  ): Promise<(token: Affected) => LeakAction> {
    const rulesOf = await this.rulesForAll(manager, affected);
    return (token) => leakActionBy(rulesOf(token), this.config.leakAction);
  }

  /**
   * @param countActive of the assistant, called only if its number is limited
   * @throws PolicyViolationError
   */
  async requireAllowed(
    rules: PolicyRules,
    token: JudgedToken,
    countActive: (enough: number) => Promise<number>,
  ): Promise<void> {
    const violations = judgeToken(rules, token);
    const most = token.type === 'assistant' ? rules.maxActiveTokensPerAssistant : null;
    if (most !== null && (await countActive(most)) >= most) {
      violations.push({
        field: 'assistantId',
        rule: 'maxActiveTokensPerAssistant',
        message: `the assistant has ${most} active tokens already`,
      });
    }
    refuse(violations);
  }

  /**
   * @param token an existing one, as it becomes
   * @param fields the only ones that are judged
   * @throws PolicyViolationError
   */
  requireChange(rules: PolicyRules, token: JudgedSettings, fields: readonly string[]): void {
    const violations = judgeSettings(rules, token);
    refuse(violations.filter(({ field }) => fields.includes(field)));
  }

  /** @throws PolicyViolationError */
  requireOverlap(rules: PolicyRules, overlapSeconds: number): void {
    refuse(judgeOverlap(rules, overlapSeconds));
  }

  /**
   * A token that an expiring personal token issues expires with it, unless a policy lets it live longer.
   *
   * @throws PolicyViolationError if the request asks for a later expiry
   */
  expiryWithin(rules: PolicyRules, issuer: Principal, requested: Date | null): Date | null {
    const latest = issuer.kind === 'personal' ? issuer.expiresAt : null;
    if (latest === null || rules.mayOutliveIssuer === true) return requested;
    if (requested !== null && requested > latest) {
      refuse([
        {
          field: 'expiresAt',
          rule: 'mayOutliveIssuer',
          message: 'expiresAt must not be later than that of the token that issues this one',
        },
      ]);
    }
    return requested ?? latest;
  }

  /**
   * Records a refusal, which the transaction of the work cannot: it is rolled back.
   *
   * @param token the work may complete it
   */
  async recordingRefusals<T>(
    caller: Caller,
    token: RefusedToken,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PolicyViolationError) await this.record(caller, token, error);
      throw error;
    }
  }

  /** Records a refusal in the transaction of a caller whose other work succeeds. */
  async recordRefusal(
    caller: Caller,
    manager: EntityManager,
    rules: readonly Rule[],
    at: Date,
  ): Promise<void> {
    if (rules.length === 0) return;
    await this.audit.recordBy(caller, manager, {
      at,
      action: 'policy.refused',
      subjectId: INSTANCE,
      details: { rules: [...new Set(rules)] },
    });
  }

  private async record(
    caller: Caller,
    { ownerId, assistantUuid }: RefusedToken,
    { violations }: PolicyViolationError,
  ): Promise<void> {
    await this.transaction.run(caller, (manager) =>
      this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: 'policy.refused',
        subjectId: INSTANCE,
        ownerId: ownerId ?? undefined,
        assistantUuid,
        details: { rules: [...new Set(violations.map(({ rule }) => rule))] },
      }),
    );
  }
}

function refuse(violations: Violation[]): void {
  if (violations.length > 0) throw new PolicyViolationError(violations);
}

export function refusedToken({
  userId,
  assistantId,
}: {
  userId: string | null;
  assistantId: string | null;
}): RefusedToken {
  return { ownerId: userId, assistantUuid: assistantId };
}
