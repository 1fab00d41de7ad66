import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { isNaturalId } from '../../platform/ids/natural-id.js';
import { TeamMembersRepository } from './members/team-members.repository.js';
import type { Team } from './team.entity.js';
import type { TeamRole } from './team-role.js';
import { TeamAdminRequiredError, TeamNotFoundError } from './teams.errors.js';
import { TeamsRepository } from './teams.repository.js';

@Injectable()
export class TeamAccess {
  constructor(
    private readonly teams: TeamsRepository,
    private readonly members: TeamMembersRepository,
  ) {}

  /**
   * @throws TeamNotFoundError if the team does not exist or the principal is not a member,
   *   TeamAdminRequiredError
   */
  async requireAdministered(
    { role, userId }: Principal,
    id: string,
    manager?: EntityManager,
  ): Promise<Team> {
    const team = isNaturalId(id) ? await this.teams.find(id, manager) : null;
    if (team === null) throw new TeamNotFoundError();
    if (role === 'admin') return team;
    const teamRole = await this.members.findRole(id, userId, manager);
    if (teamRole === null) throw new TeamNotFoundError();
    if (teamRole !== 'admin') throw new TeamAdminRequiredError();
    return team;
  }

  /**
   * Checks the role again once it holds the lock: it may have changed while the request waited. Of
   * two team admins who remove each other, only one succeeds.
   *
   * @throws TeamNotFoundError, TeamAdminRequiredError
   */
  async lockAdministered(manager: EntityManager, principal: Principal, id: string): Promise<Team> {
    await this.lock(manager, [id]);
    return this.requireAdministered(principal, id, manager);
  }

  /** @returns `null` if the principal is not a member */
  findRole({ userId }: Principal, id: string, manager?: EntityManager): Promise<TeamRole | null> {
    return this.members.findRole(id, userId, manager);
  }

  /** Keeps the teams and the roles in them as they are until the transaction ends. */
  async lock(manager: EntityManager, ids: string[]): Promise<void> {
    await this.teams.lock(manager, ids.filter(isNaturalId));
  }
}
