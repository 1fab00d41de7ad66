import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { changesBetween } from '../../audit/changes.js';
import { TeamAccess } from '../../identity/teams/team-access.js';
import { Clock } from '../../platform/clock/clock.js';
import { PolicySweeper } from './compliance/policy.sweeper.js';
import { PolicySweepsRepository } from './compliance/policy-sweeps.repository.js';
import { PoliciesRepository } from './policies.repository.js';
import { PolicyViolationError } from './policies.errors.js';
import { INSTANCE, scopeOfTeam } from './policy.entity.js';
import type { Policy } from './policy.entity.js';
import { looserRules, NO_RULES } from './policy-rules.js';
import type { PolicyRules } from './policy-rules.js';
import { policyState } from './policy.state.js';

export interface PolicyView extends PolicyRules {
  /** `null` for the policy of the instance. */
  teamId: string | null;
  /** `null` if there never was one. */
  updatedAt: Date | null;
}

/** Reads and changes policies. */
@Injectable()
export class PoliciesService {
  constructor(
    private readonly policies: PoliciesRepository,
    private readonly sweeps: PolicySweepsRepository,
    private readonly sweeper: PolicySweeper,
    private readonly teams: TeamAccess,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  async getOfInstance(): Promise<PolicyView> {
    return viewOf(null, await this.policies.find(INSTANCE));
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError */
  async getOfTeam({ principal }: Caller, id: string): Promise<PolicyView> {
    await this.teams.requireAdministered(principal, id);
    return viewOf(id, await this.policies.find(scopeOfTeam(id)));
  }

  /** @throws PreconditionFailedError */
  saveOfInstance(
    caller: Caller,
    rules: PolicyRules,
    precondition: Precondition,
  ): Promise<PolicyView> {
    return this.save(caller, null, rules, precondition);
  }

  /**
   * @throws TeamNotFoundError, TeamAdminRequiredError, PreconditionFailedError, PolicyViolationError if a
   *   rule is looser than that of the instance
   */
  async saveOfTeam(
    caller: Caller,
    id: string,
    rules: PolicyRules,
    precondition: Precondition,
  ): Promise<PolicyView> {
    await this.teams.requireAdministered(caller.principal, id);
    return this.save(caller, id, rules, precondition);
  }

  /** Idempotent. @throws TeamNotFoundError, TeamAdminRequiredError, PreconditionFailedError */
  async removeOfTeam(caller: Caller, id: string, precondition: Precondition): Promise<void> {
    await this.teams.requireAdministered(caller.principal, id);
    const at = this.clock.now();
    await this.transaction.run(caller, async (manager) => {
      await this.teams.lockAdministered(manager, caller.principal, id);
      await this.policies.lockForChange(manager);
      const before = viewOf(id, await this.policies.find(scopeOfTeam(id), manager));
      await precondition.require(policyState, () => before);
      if (!(await this.policies.remove(manager, scopeOfTeam(id)))) return;
      await this.sweeps.restart(manager);
      await this.audit.recordBy(caller, manager, {
        at,
        action: 'policy.deleted',
        subjectId: scopeOfTeam(id),
        teamId: id,
        changes: changesBetween<PolicyRules>(before, NO_RULES),
      });
    });
    this.sweeper.begin();
  }

  private async save(
    caller: Caller,
    teamId: string | null,
    rules: PolicyRules,
    precondition: Precondition,
  ): Promise<PolicyView> {
    const scope = teamId === null ? INSTANCE : scopeOfTeam(teamId);
    const updatedAt = this.clock.now();
    const saved = await this.transaction.run(caller, async (manager) => {
      if (teamId !== null) await this.teams.lockAdministered(manager, caller.principal, teamId);
      await this.policies.lockForChange(manager);
      const before = viewOf(teamId, await this.policies.find(scope, manager));
      await precondition.require(policyState, () => before);
      if (teamId !== null) {
        requireStricter(rules, viewOf(null, await this.policies.find(INSTANCE, manager)));
      }
      const policy: Policy = { scope, teamId, rules, updatedAt };
      await this.policies.save(manager, policy);
      await this.sweeps.restart(manager);
      await this.audit.recordBy(caller, manager, {
        at: updatedAt,
        action: 'policy.updated',
        subjectId: scope,
        ...(teamId !== null && { teamId }),
        changes: changesBetween<PolicyRules>(before, rules),
      });
      return viewOf(teamId, policy);
    });
    this.sweeper.begin();
    return saved;
  }
}

/** @throws PolicyViolationError */
function requireStricter(rules: PolicyRules, instance: PolicyRules): void {
  const looser = looserRules(rules, instance);
  if (looser.length === 0) return;
  throw new PolicyViolationError(
    looser.map((rule) => ({
      field: rule,
      rule,
      message: `${rule} must not be looser than that of the instance`,
    })),
  );
}

function viewOf(teamId: string | null, policy: Policy | null): PolicyView {
  return {
    ...NO_RULES,
    ...policy?.rules,
    teamId,
    updatedAt: policy?.updatedAt ?? null,
  };
}
