import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { OwnerNotFoundError } from '../../assistants/assistants.errors.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import { UsersRepository } from '../../identity/users/users.repository.js';
import type { TokenOwner } from './issue-owner.js';

/** Decides to whom a principal may give tokens. */
@Injectable()
export class NewOwner {
  constructor(
    private readonly accounts: ServiceAccountAccess,
    private readonly users: UsersRepository,
  ) {}

  /**
   * Finds the principal, a service account that the principal manages, or, for an admin, any user.
   *
   * @throws OwnerNotFoundError also if the principal may not give tokens to this owner
   */
  async find(principal: Principal, id: string, manager?: EntityManager): Promise<TokenOwner> {
    if (id === principal.username) return principal;
    const account = await this.accounts.find(principal, id, manager);
    if (account !== null) return { userId: account.userId, username: account.id };
    const user = principal.role === 'admin' ? await this.users.findByUsername(id, manager) : null;
    if (user === null) throw new OwnerNotFoundError();
    return { userId: user.id, username: user.username };
  }
}
