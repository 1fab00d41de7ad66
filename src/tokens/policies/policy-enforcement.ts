import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { judgeOverlap, judgeToken } from './judge-token.js';
import type { JudgedToken, Violation } from './judge-token.js';
import { PoliciesRepository } from './policies.repository.js';
import { PolicyViolationError } from './policies.errors.js';
import { INSTANCE } from './policy.entity.js';
import { NO_RULES, strictest } from './policy-rules.js';
import type { PolicyRules } from './policy-rules.js';

interface Affected {
  /** The owner of the token. */
  userId: string | null;
  /** A user or team; `null` for a personal token. */
  assistantOwnerId: string | null;
}

/** Lets requests pass that the policies allow. */
@Injectable()
export class PolicyEnforcement {
  constructor(
    private readonly policies: PoliciesRepository,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** The rules for a token. They stay as they are until the transaction ends. */
  async rulesFor(
    manager: EntityManager,
    { userId, assistantOwnerId }: Affected,
  ): Promise<PolicyRules> {
    const team = userId === null ? null : await this.policies.findTeamOfAccount(manager, userId);
    const owners = [team, assistantOwnerId].filter((id) => id !== null);
    const found = await this.policies.readLocked(manager, [...new Set(owners)]);
    return strictest(found.map(({ rules }) => ({ ...NO_RULES, ...rules })));
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

  /** Records a refusal, which the transaction of the work cannot: it is rolled back. */
  async recordingRefusals<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PolicyViolationError) await this.record(caller, error);
      throw error;
    }
  }

  private async record(caller: Caller, { violations }: PolicyViolationError): Promise<void> {
    await this.transaction.run(caller, (manager) =>
      this.audit.recordBy(caller, manager, {
        at: this.clock.now(),
        action: 'policy.refused',
        subjectId: INSTANCE,
        details: { rules: violations.map(({ rule }) => rule) },
      }),
    );
  }
}

function refuse(violations: Violation[]): void {
  if (violations.length > 0) throw new PolicyViolationError(violations);
}
