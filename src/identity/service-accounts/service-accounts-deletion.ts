import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';
import { lockUser } from '../../platform/database/advisory-locks.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { OwnerRemoved } from '../owners/owner-removed.js';
import type { RemovedOwner } from '../owners/owner-removed.js';
import { OwnersRepository } from '../owners/owners.repository.js';
import type { TeamAccounts } from '../teams/team-accounts.js';
import { UserRemoved } from '../users/user-removed.js';
import type { ServiceAccount } from './service-account.js';
import { ServiceAccountsRepository } from './service-accounts.repository.js';

/** Deletes service accounts with their assistants, and revokes their tokens. */
@Injectable()
export class ServiceAccountsDeletion implements TeamAccounts {
  constructor(
    private readonly accounts: ServiceAccountsRepository,
    private readonly owners: OwnersRepository,
    private readonly ownerRemoved: OwnerRemoved,
    private readonly userRemoved: UserRemoved,
    private readonly audit: AuditRepository,
  ) {}

  /** @param account locked by the caller */
  async delete(
    manager: EntityManager,
    caller: Caller,
    { userId, id }: Pick<ServiceAccount, 'userId' | 'id'>,
    at: Date,
  ): Promise<void> {
    await this.owners.lock(manager, id);
    await this.ownerRemoved.handle(manager, { caller, ownerId: id, at });
    const revokedTokens = await this.userRemoved.handle(caller, manager, userId, at);
    await this.audit.recordBy(caller, manager, {
      at,
      action: 'service_account.deleted',
      subjectId: id,
      details: { revokedTokens },
    });
    await this.owners.release(manager, id);
  }

  async findUserIds(teamId: string): Promise<string[]> {
    return (await this.accounts.findOfTeam(teamId)).map(({ userId }) => userId);
  }

  async deleteAll(
    manager: EntityManager,
    { caller, ownerId: teamId, at }: RemovedOwner,
  ): Promise<void> {
    for (const account of await this.accounts.findOfTeam(teamId, manager)) {
      // Held already, except for an account that came after the list for the locks was read.
      await lockUser(manager, account.userId);
      await this.delete(manager, caller, account, at);
    }
  }
}
