import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { ServiceAccountAccess } from '../../identity/service-accounts/service-account-access.js';
import type { Principal } from '../../admission/principal.js';
import { isUuid } from '../../platform/ids/id.js';
import { rightsOn } from './token-rights.js';
import type { TokenRights } from './token-rights.js';
import type { Token } from '../token.entity.js';
import { TokenNotFoundError } from '../tokens.errors.js';
import { TokensRepository } from '../tokens.repository.js';

export interface AccessibleToken {
  token: Token;
  rights: TokenRights;
}

@Injectable()
export class TokenAccess {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly assistants: AssistantsService,
    private readonly accounts: ServiceAccountAccess,
  ) {}

  /**
   * @param ref an id, or `self` for the token that authenticates the request
   * @throws TokenNotFoundError also if the principal may not see it
   */
  async find(principal: Principal, ref: string, manager?: EntityManager): Promise<AccessibleToken> {
    const id = ref === 'self' ? principal.credentialId : ref;
    const found = await this.findVisible(principal, id, manager);
    if (found === null) throw new TokenNotFoundError();
    return found;
  }

  /** @returns `null` if the token does not exist or the principal may not see it */
  async findVisible(
    principal: Principal,
    id: string,
    manager?: EntityManager,
  ): Promise<AccessibleToken | null> {
    const token = isUuid(id) ? await this.tokens.find(id, manager) : null;
    if (token === null) return null;
    const rights = await this.rightsOf(principal, token, manager);
    return rights.see ? { token, rights } : null;
  }

  async rightsOf(
    principal: Principal,
    token: Token,
    manager?: EntityManager,
  ): Promise<TokenRights> {
    const { assistant } = token;
    const ofAccount = await this.accounts.findRights(principal, token.userId, manager);
    if (assistant === null) return rightsOn(token, principal, null, ofAccount);
    const ofAssistant = await this.assistants.findRights(principal, [assistant], manager);
    return rightsOn(token, principal, ofAssistant(assistant), ofAccount);
  }
}
