import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { requireHeld } from '../../identity/service-accounts/permission-grants.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import type { CreateTokenDto } from '../dto/create-token.dto.js';
import type { Token } from '../token.entity.js';
import { HoldingRepository } from './holding.repository.js';
import { OwnerCannotHoldError } from './ownership.errors.js';

export type TokenOwner = Pick<Principal, 'userId' | 'username'>;

/** Decides who owns a new token: the caller, or a service account that the caller manages. */
@Injectable()
export class IssueOwner {
  constructor(
    private readonly accounts: ServiceAccountAccess,
    private readonly holding: HoldingRepository,
  ) {}

  /**
   * The value of a personal token lets the caller act as the account, so the caller needs its
   * permissions.
   *
   * @throws ServiceAccountNotFoundError, PermissionNotHeldError
   */
  async find(
    principal: Principal,
    { ownerId, type }: CreateTokenDto,
    manager?: EntityManager,
  ): Promise<TokenOwner> {
    if (ownerId === undefined || ownerId === principal.username) return principal;
    const account = await this.accounts.requireManaged(principal, ownerId, manager);
    if (type === 'personal') requireHeld(principal, account.permissions);
    return { userId: account.userId, username: account.id };
  }

  /**
   * Checks an account again, while it and the assistant are locked. Guards and the rights on the
   * assistant have checked the caller.
   *
   * @throws ServiceAccountNotFoundError, PermissionNotHeldError, OwnerCannotHoldError
   */
  async requireHolder(
    manager: EntityManager,
    principal: Principal,
    dto: CreateTokenDto,
    { userId, type, assistantId }: Pick<Token, 'type' | 'assistantId'> & TokenOwner,
  ): Promise<void> {
    if (userId === principal.userId) return;
    await this.find(principal, dto, manager);
    const refusal = await this.holding.findRefusal(manager, userId, type, assistantId);
    if (refusal !== null) throw new OwnerCannotHoldError(refusal);
  }
}
