import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { WRITING_ROLES } from '../../assistants/assistant-rights.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import { TeamAccess } from '../../identity/teams/team-access.js';
import type { TokenFilter } from './token-filter.js';

/**
 * Users list their own tokens, those of an account that they manage, or those of a team in which
 * they are `admin` or `editor`. Admins list all.
 */
@Injectable()
export class SeenTokens {
  constructor(
    private readonly accounts: ServiceAccountAccess,
    private readonly teams: TeamAccess,
  ) {}

  /** @returns the filter for the part of the tokens that the principal may list */
  async within(
    principal: Principal,
    filter: TokenFilter,
    manager?: EntityManager,
  ): Promise<TokenFilter> {
    if (principal.role === 'admin') return filter;
    const ofTeam = await this.ofTeam(principal, filter, manager);
    return ofTeam ?? { ...filter, userId: await this.ownerOf(principal, filter, manager) };
  }

  /** Only an admin of the team manages its service accounts. */
  private async ofTeam(
    principal: Principal,
    { teamId, ...filter }: TokenFilter,
    manager?: EntityManager,
  ): Promise<TokenFilter | null> {
    if (teamId === undefined) return null;
    const role = await this.teams.findRole(principal, teamId, manager);
    if (role === 'admin') return { ...filter, teamId };
    const isWriter = role !== null && WRITING_ROLES.includes(role);
    return isWriter ? { ...filter, teamAssistants: teamId } : null;
  }

  private async ownerOf(
    principal: Principal,
    { ownerId, username }: TokenFilter,
    manager?: EntityManager,
  ): Promise<string> {
    const owner = ownerId ?? username ?? principal.username;
    const isOther = owner !== principal.username;
    const account = isOther ? await this.accounts.find(principal, owner, manager) : null;
    return account?.userId ?? principal.userId;
  }
}
