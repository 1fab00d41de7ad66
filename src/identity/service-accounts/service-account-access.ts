import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { TeamAccess } from '../teams/team-access.js';
import type { ServiceAccount } from './service-account.js';
import { ServiceAccountNotFoundError } from './service-accounts.errors.js';
import { ServiceAccountsRepository } from './service-accounts.repository.js';

/** Admins manage every service account, an admin of a team those of the team. */
@Injectable()
export class ServiceAccountAccess {
  constructor(
    private readonly accounts: ServiceAccountsRepository,
    private readonly teams: TeamAccess,
  ) {}

  /** @returns `null` if there is none that the principal manages */
  find(principal: Principal, id: string, manager?: EntityManager): Promise<ServiceAccount | null> {
    return this.accounts.findManaged(principal, id, manager);
  }

  /**
   * The rights on an owner of tokens, who may be no service account.
   *
   * @param userId `null` for the owner of a token who was deleted
   */
  async findRights(
    principal: Principal,
    userId: string | null,
    manager?: EntityManager,
  ): Promise<{ manage: boolean; actAs: boolean } | undefined> {
    const { assistant, permissions } = principal;
    if (assistant !== null || userId === null || userId === principal.userId) return undefined;
    const granted = await this.accounts.findManagedPermissions(principal, userId, manager);
    return granted === null
      ? undefined
      : { manage: true, actAs: granted.every((permission) => permissions.includes(permission)) };
  }

  /** @returns those of the users that are service accounts which the principal manages */
  findManagedAmong(
    principal: Principal,
    userIds: string[],
    manager: EntityManager,
  ): Promise<ReadonlySet<string>> {
    return this.accounts.findManagedAmong(principal, userIds, manager);
  }

  /** @throws ServiceAccountNotFoundError also if the principal does not manage it */
  async requireManaged(
    principal: Principal,
    id: string,
    manager?: EntityManager,
  ): Promise<ServiceAccount> {
    const account = await this.accounts.findManaged(principal, id, manager);
    if (account === null) throw new ServiceAccountNotFoundError();
    return account;
  }

  /**
   * Keeps the role of the principal in the team of the account, and in the given team, until the
   * transaction ends. The caller has locked the account, so that its team cannot change.
   *
   * @throws ServiceAccountNotFoundError, and for the given team TeamNotFoundError,
   *   TeamAdminRequiredError
   */
  async lockManaged(
    manager: EntityManager,
    principal: Principal,
    id: string,
    teamId?: string,
  ): Promise<ServiceAccount> {
    const { teamId: current } = await this.requireManaged(principal, id, manager);
    await this.teams.lock(manager, teamId === undefined ? [current] : [current, teamId]);
    if (teamId !== undefined) await this.teams.requireAdministered(principal, teamId, manager);
    return this.requireManaged(principal, id, manager);
  }
}
