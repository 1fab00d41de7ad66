import { Injectable } from '@nestjs/common';
import { AuditRepository } from '../../../audit/audit.repository.js';
import type { Caller } from '../../../admission/principal.js';
import { Clock } from '../../../platform/clock/clock.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { CallerTransaction } from '../../../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../../../api/hal/page.js';
import { UserNotFoundError } from '../../users/users.errors.js';
import { UsersRepository } from '../../users/users.repository.js';
import { TeamAccess } from '../team-access.js';
import type { TeamMember } from './team-member.entity.js';
import { TeamMembersRepository } from './team-members.repository.js';
import type { TeamRole } from '../team-role.js';
import { memberState } from '../team.state.js';
import { MemberNotFoundError } from '../teams.errors.js';

@Injectable()
export class TeamMembersService {
  constructor(
    private readonly members: TeamMembersRepository,
    private readonly users: UsersRepository,
    private readonly access: TeamAccess,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** @throws TeamNotFoundError, TeamAdminRequiredError */
  async list(
    { principal }: Caller,
    teamId: string,
    request: PageRequest,
  ): Promise<Page<TeamMember>> {
    await this.access.requireAdministered(principal, teamId);
    return this.members.findPage(teamId, request);
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError, MemberNotFoundError */
  async get({ principal }: Caller, teamId: string, username: string): Promise<TeamMember> {
    await this.access.requireAdministered(principal, teamId);
    const user = await this.users.findByUsername(username);
    const member = user && (await this.members.find(teamId, user.id));
    if (member === null) throw new MemberNotFoundError();
    return member;
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError, UserNotFoundError, PreconditionFailedError */
  async save(
    caller: Caller,
    teamId: string,
    username: string,
    role: TeamRole,
    precondition: Precondition,
  ): Promise<TeamMember> {
    await this.access.requireAdministered(caller.principal, teamId);
    const user = await this.users.findByUsername(username);
    if (user === null) throw new UserNotFoundError();
    const now = this.clock.now();
    return this.transaction.run(
      caller,
      async (manager) => {
        await this.access.lockAdministered(manager, caller.principal, teamId);
        await precondition.require(memberState, async () => {
          const member = await this.members.find(teamId, user.id, manager);
          return member && { ...member, username };
        });
        const before = await this.members.find(teamId, user.id, manager);
        const member = await this.members.save(manager, {
          teamId,
          userId: user.id,
          role,
          createdAt: now,
        });
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'team.member_saved',
          subjectId: teamId,
          changes: [{ field: 'role', before: before?.role ?? null, after: role }],
          details: { username, role },
        });
        return member;
      },
      [user.id],
    );
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError, MemberNotFoundError, PreconditionFailedError */
  async delete(
    caller: Caller,
    teamId: string,
    username: string,
    precondition: Precondition,
  ): Promise<void> {
    await this.access.requireAdministered(caller.principal, teamId);
    const user = await this.users.findByUsername(username);
    if (user === null) throw new MemberNotFoundError();
    await this.transaction.run(
      caller,
      async (manager) => {
        await this.access.lockAdministered(manager, caller.principal, teamId);
        await precondition.require(memberState, async () => {
          const member = await this.members.find(teamId, user.id, manager);
          if (member === null) throw new MemberNotFoundError();
          return { ...member, username };
        });
        if (!(await this.members.delete(manager, teamId, user.id))) throw new MemberNotFoundError();
        await this.audit.recordBy(caller, manager, {
          at: this.clock.now(),
          action: 'team.member_deleted',
          subjectId: teamId,
          details: { username },
        });
      },
      [user.id],
    );
  }
}
