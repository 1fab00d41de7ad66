import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../admission/principal.js';
import { ServiceAccountAccess } from '../../../identity/service-accounts/service-account-access.js';
import { ServiceAccountNotFoundError } from '../../../identity/service-accounts/service-accounts.errors.js';
import { mayKnow } from '../../../identity/users/user-rights.js';
import { UserNotFoundError } from '../../../identity/users/users.errors.js';
import { UsersRepository } from '../../../identity/users/users.repository.js';

/** A user or a service account. */
export interface SpendOwner {
  /** The UUID. Clients know the username. */
  id: string;
  username: string;
  kind: 'user' | 'service';
}

@Injectable()
export class SpendOwners {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: ServiceAccountAccess,
  ) {}

  /**
   * Finds a user as `GET /api/users/{username}` does, and a service account for those who manage it.
   *
   * @throws UserNotFoundError
   */
  async find(principal: Principal, username: string, manager?: EntityManager): Promise<SpendOwner> {
    const user = mayKnow(principal, username)
      ? await this.users.findByUsername(username, manager)
      : null;
    if (user !== null) return { id: user.id, username, kind: 'user' };
    try {
      const { userId } = await this.accounts.requireManaged(principal, username, manager);
      return { id: userId, username, kind: 'service' };
    } catch (error) {
      throw error instanceof ServiceAccountNotFoundError ? new UserNotFoundError() : error;
    }
  }
}
