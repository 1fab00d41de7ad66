import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../admission/principal.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import type { TokenFilter } from './token-filter.js';

/** Users list their own tokens or those of an account that they manage, admins all. */
@Injectable()
export class SeenTokens {
  constructor(private readonly accounts: ServiceAccountAccess) {}

  /** @returns the filter for the part of the tokens that the principal may list */
  async within(
    principal: Principal,
    filter: TokenFilter,
    manager?: EntityManager,
  ): Promise<TokenFilter> {
    if (principal.role === 'admin') return filter;
    const owner = filter.ownerId ?? filter.username ?? principal.username;
    const isOther = owner !== principal.username;
    const account = isOther ? await this.accounts.find(principal, owner, manager) : null;
    return { ...filter, userId: account?.userId ?? principal.userId };
  }
}
