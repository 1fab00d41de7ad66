import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../assistants/assistants.service.js';
import type { Principal } from '../auth/principal.js';
import { isUuid } from '../common/id.js';
import { rightsOn } from './token-rights.js';
import type { TokenRights } from './token-rights.js';
import type { Token } from './token.entity.js';
import { TokenNotFoundError } from './tokens.errors.js';
import { TokensRepository } from './tokens.repository.js';

export interface AccessibleToken {
  token: Token;
  rights: TokenRights;
}

@Injectable()
export class TokenAccess {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly assistants: AssistantsService,
  ) {}

  /**
   * @param ref an id, or `self` for the token presented
   * @throws TokenNotFoundError when there is none, or none the principal may see
   */
  async find(principal: Principal, ref: string, manager?: EntityManager): Promise<AccessibleToken> {
    const id = ref === 'self' ? principal.credentialId : ref;
    const token = isUuid(id) ? await this.tokens.find(id, manager) : null;
    if (token === null) throw new TokenNotFoundError();
    const writer = await this.writesAssistantOf(token, principal, manager);
    const rights = rightsOn(token, principal, writer);
    if (!rights.see) throw new TokenNotFoundError();
    return { token, rights };
  }

  private async writesAssistantOf(
    { assistant }: Token,
    principal: Principal,
    manager?: EntityManager,
  ): Promise<boolean> {
    return assistant ? this.assistants.isWriter(principal, assistant.ownerId, manager) : false;
  }
}
