import { Injectable } from '@nestjs/common';
import type { Principal } from '../../admission/principal.js';
import { isUuid } from '../../platform/ids/id.js';
import { TokenAccess } from '../access/token-access.js';
import type { TokenRights } from '../access/token-rights.js';
import type { Token } from '../token.entity.js';
import { TokensRepository } from '../tokens.repository.js';
import { ChildTokensRepository } from './child-tokens.repository.js';
import type { ChildToken } from './child-token.entity.js';

export interface AccessibleChild {
  child: ChildToken;
  /** `null` for callback tokens. */
  parent: Token | null;
  rights: Pick<TokenRights, 'see' | 'revoke' | 'readAssistant'>;
}

/** Whoever may see a token may see its children. A child sees itself. */
@Injectable()
export class ChildAccess {
  constructor(
    private readonly children: ChildTokensRepository,
    private readonly tokens: TokensRepository,
    private readonly access: TokenAccess,
  ) {}

  /** @returns `null` if there is no such child token or the principal may not see it */
  async findVisible(principal: Principal, id: string): Promise<AccessibleChild | null> {
    const child = isUuid(id) ? await this.children.find(id) : null;
    if (child === null) return null;
    const parent = child.parentId === null ? null : await this.tokens.find(child.parentId);
    const itself = principal.credentialId === child.id;
    const ofParent = parent && (await this.access.rightsOf(principal, parent));
    const rights = {
      see: itself || ofParent?.see === true,
      revoke: itself || ofParent?.revoke === true,
      readAssistant: itself || ofParent?.readAssistant === true,
    };
    return rights.see ? { child, parent, rights } : null;
  }
}
