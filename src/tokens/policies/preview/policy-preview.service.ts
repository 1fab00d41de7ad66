import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../admission/principal.js';
import { TeamAccess } from '../../../identity/teams/team-access.js';
import { Clock } from '../../../platform/clock/clock.js';
import { ForbiddenError } from '../../../platform/errors/domain-error.js';
import { JUDGED_RULES } from '../compliance/judged-rules.js';
import type { JudgedRule } from '../compliance/judged-rules.js';
import { ViolationsRepository } from '../compliance/violations.repository.js';
import type { PolicyRules } from '../policy-rules.js';

export interface PolicyPreview {
  noncompliant: number;
  /** For each rule that is set. */
  byRule: Partial<Record<JudgedRule, number>>;
}

/** Tells what a policy would mean for existing tokens. */
@Injectable()
export class PolicyPreviewService {
  constructor(
    private readonly violations: ViolationsRepository,
    private readonly teams: TeamAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * @param teamId whose policy it would be; `null` for that of the instance
   * @throws ForbiddenError, TeamNotFoundError, TeamAdminRequiredError
   */
  async preview(
    { principal }: Caller,
    rules: PolicyRules,
    teamId: string | null,
  ): Promise<PolicyPreview> {
    if (teamId !== null) {
      await this.teams.requireAdministered(principal, teamId);
    } else if (principal.role !== 'admin') {
      throw new ForbiddenError('Only admins can preview a policy of the instance. Add a `teamId`.');
    }
    const standard = { policies: [{ ...rules, teamId: null }], now: this.clock.now() };
    const counts = await this.violations.countAll(standard, teamId);
    const set = JUDGED_RULES.filter((rule) => rules[rule] !== null);
    return {
      noncompliant: counts.noncompliant,
      byRule: Object.fromEntries(set.map((rule) => [rule, counts[rule]])),
    };
  }
}
