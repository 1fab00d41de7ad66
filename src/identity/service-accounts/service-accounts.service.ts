import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Caller } from '../../admission/principal.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { changesBetween } from '../../audit/changes.js';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/ids/id.js';
import { OwnersRepository } from '../owners/owners.repository.js';
import { TeamAccess } from '../teams/team-access.js';
import type { CreateServiceAccountDto } from './dto/create-service-account.dto.js';
import type { UpdateServiceAccountDto } from './dto/update-service-account.dto.js';
import { requireGrantable } from './permission-grants.js';
import { ServiceAccountAccess } from './service-account-access.js';
import type { ServiceAccount } from './service-account.js';
import { serviceAccountState } from './service-account.state.js';
import { ServiceAccountsDeletion } from './service-accounts-deletion.js';
import type { ServiceAccountFilter } from './service-accounts.repository.js';
import { ServiceAccountsRepository } from './service-accounts.repository.js';

@Injectable()
export class ServiceAccountsService {
  constructor(
    private readonly accounts: ServiceAccountsRepository,
    private readonly access: ServiceAccountAccess,
    private readonly teams: TeamAccess,
    private readonly owners: OwnersRepository,
    private readonly deletion: ServiceAccountsDeletion,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  list(
    { principal }: Caller,
    filter: ServiceAccountFilter,
    request: PageRequest,
  ): Promise<Page<ServiceAccount>> {
    return this.accounts.findManagedPage(principal, filter, request);
  }

  /** @throws ServiceAccountNotFoundError */
  get({ principal }: Caller, id: string): Promise<ServiceAccount> {
    return this.access.requireManaged(principal, id);
  }

  /** @throws TeamNotFoundError, TeamAdminRequiredError, PermissionNotHeldError, IdTakenError */
  async create(caller: Caller, dto: CreateServiceAccountDto): Promise<ServiceAccount> {
    const { principal } = caller;
    const now = this.clock.now();
    const account: ServiceAccount = {
      userId: newId(),
      id: dto.id,
      displayName: dto.displayName ?? dto.id,
      teamId: dto.teamId,
      permissions: dto.permissions ?? [],
      seat: false,
      disabled: dto.disabled ?? false,
      createdAt: now,
      updatedAt: now,
    };
    await this.teams.requireAdministered(principal, account.teamId);
    requireGrantable(principal, [], account.permissions);
    await this.transaction.run(caller, async (manager) => {
      await this.teams.lockAdministered(manager, principal, account.teamId);
      await this.owners.claim(manager, account.id, 'service_account');
      await this.accounts.insert(manager, account);
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'service_account.created',
        subjectId: account.id,
        details: { teamId: account.teamId, permissions: account.permissions },
      });
    });
    return account;
  }

  /**
   * @throws ServiceAccountNotFoundError, TeamNotFoundError, TeamAdminRequiredError,
   *   PermissionNotHeldError, PreconditionFailedError
   */
  async update(
    caller: Caller,
    id: string,
    dto: UpdateServiceAccountDto,
    precondition: Precondition,
  ): Promise<ServiceAccount> {
    const { principal } = caller;
    const { userId } = await this.access.requireManaged(principal, id);
    const changes = { ...dto, updatedAt: this.clock.now() };
    return this.transaction.run(
      caller,
      async (manager) => {
        const account = await this.access.lockManaged(manager, principal, id, dto.teamId);
        await precondition.require(serviceAccountState, () => account);
        requireGrantable(principal, account.permissions, dto.permissions ?? []);
        await this.accounts.update(manager, userId, changes);
        if (dto.teamId !== undefined && dto.teamId !== account.teamId) {
          await this.accounts.move(manager, userId, dto.teamId, changes.updatedAt);
          await this.recordLeaving(caller, manager, account, dto.teamId, changes.updatedAt);
        }
        await this.audit.recordBy(caller, manager, {
          at: changes.updatedAt,
          action: 'service_account.updated',
          subjectId: id,
          changes: changesBetween<UpdateServiceAccountDto>(account, dto),
          details: { fields: Object.keys(dto) },
        });
        return { ...account, ...changes };
      },
      [userId],
    );
  }

  /**
   * Also deletes the assistants that the account owns, and revokes its tokens.
   *
   * @throws ServiceAccountNotFoundError, PreconditionFailedError
   */
  async delete(caller: Caller, id: string, precondition: Precondition): Promise<void> {
    const { userId } = await this.access.requireManaged(caller.principal, id);
    await this.transaction.run(
      caller,
      async (manager) => {
        const account = await this.access.lockManaged(manager, caller.principal, id);
        await precondition.require(serviceAccountState, () => account);
        await this.deletion.delete(manager, caller, account, this.clock.now());
      },
      [userId],
    );
  }

  /** The change itself is recorded for the new team, so the old one learns of it from this. */
  private recordLeaving(
    caller: Caller,
    manager: EntityManager,
    { id, teamId }: ServiceAccount,
    newTeamId: string,
    at: Date,
  ): Promise<void> {
    return this.audit.recordBy(caller, manager, {
      at,
      action: 'team.service_account_left',
      subjectId: teamId,
      changes: [
        { field: 'serviceAccount', before: id, after: null },
        { field: 'teamId', before: teamId, after: newTeamId },
      ],
    });
  }
}
