import { Injectable } from '@nestjs/common';
import { digestOf, isWellFormedSecret } from '../../admission/credentials/secret.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { TokenAccess } from '../access/token-access.js';
import { ChildTokensRepository } from '../children/child-tokens.repository.js';
import { ChildrenService } from '../children/children.service.js';
import type { ChildView } from '../children/child-view.js';
import { TokenSecretsRepository } from '../secrets/token-secrets.repository.js';
import { TokenViews } from '../token-views.js';
import type { TokenView } from '../token-views.js';
import { TokenNotFoundError } from '../tokens.errors.js';
import { TokensRepository } from '../tokens.repository.js';

/** Finds the token that a value belongs to. */
@Injectable()
export class TokenFindingService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly secrets: TokenSecretsRepository,
    private readonly children: ChildTokensRepository,
    private readonly childViews: ChildrenService,
    private readonly access: TokenAccess,
    private readonly views: TokenViews,
  ) {}

  /**
   * @param value live or not
   * @throws TokenNotFoundError also for sessions and callback tokens
   */
  async find({ principal }: Caller, value: string): Promise<TokenView | ChildView> {
    if (!isWellFormedSecret(value)) throw new TokenNotFoundError();
    const digest = digestOf(value);
    const tokenId = await this.secrets.findTokenId(digest);
    return tokenId === null ? this.findChild(principal, digest) : this.view(principal, tokenId);
  }

  private async view(principal: Principal, id: string): Promise<TokenView> {
    const token = await this.tokens.find(id);
    if (token === null) throw new TokenNotFoundError();
    return this.views.load({ token, rights: await this.access.rightsOf(principal, token) });
  }

  private async findChild(principal: Principal, digest: Buffer): Promise<ChildView> {
    const found = await this.children.findByDigest(digest);
    const child = found && (await this.children.find(found.id));
    const parent = child?.parentId ? await this.tokens.find(child.parentId) : null;
    if (child === null || parent === null) throw new TokenNotFoundError();
    const rights = await this.access.rightsOf(principal, parent);
    return this.childViews.view({ child, parent, rights });
  }
}
