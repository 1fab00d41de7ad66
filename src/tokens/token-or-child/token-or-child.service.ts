import { Injectable } from '@nestjs/common';
import { InsufficientScopeError } from '../../admission/admission.errors.js';
import type { Caller, Principal } from '../../admission/principal.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { ChildAccess } from '../children/child-access.js';
import type { AccessibleChild } from '../children/child-access.js';
import { ChildRevocationService } from '../children/child-revocation.service.js';
import type { ChildView } from '../children/child-view.js';
import { ChildrenService } from '../children/children.service.js';
import { TokenAccess } from '../access/token-access.js';
import type { AccessibleToken } from '../access/token-access.js';
import { TokenViews } from '../token-views.js';
import type { TokenView } from '../token-views.js';
import { TokenNotFoundError } from '../tokens.errors.js';
import { TokensService } from '../tokens.service.js';

/** Reads or revokes the token or child token with an id. */
@Injectable()
export class TokenOrChildService {
  constructor(
    private readonly access: TokenAccess,
    private readonly childAccess: ChildAccess,
    private readonly tokens: TokensService,
    private readonly views: TokenViews,
    private readonly children: ChildrenService,
    private readonly childRevocation: ChildRevocationService,
  ) {}

  /**
   * @param ref an id, or `self` for the token that authenticates the request
   * @throws TokenNotFoundError, InsufficientScopeError
   */
  async get({ principal }: Caller, ref: string): Promise<TokenView | ChildView> {
    const found = await this.find(principal, ref);
    return 'child' in found ? this.children.view(found) : this.views.load(found);
  }

  /**
   * Idempotent.
   *
   * @param ref an id, or `self` for the token that authenticates the request
   * @throws TokenNotFoundError, TokenNotManageableError, InsufficientScopeError,
   *   PreconditionFailedError
   */
  async revoke(caller: Caller, ref: string, precondition: Precondition): Promise<void> {
    const found = await this.find(caller.principal, ref);
    if ('child' in found) await this.childRevocation.revoke(caller, found, precondition);
    else await this.tokens.revoke(caller, found, precondition);
  }

  /**
   * Assistant tokens learn nothing about other tokens, not even which ones exist.
   *
   * @param ref an id, or `self` for the token that authenticates the request
   * @throws TokenNotFoundError, InsufficientScopeError
   */
  async find(principal: Principal, ref: string): Promise<AccessibleToken | AccessibleChild> {
    const id = ref === 'self' ? principal.credentialId : ref;
    const found = await this.findVisible(principal, id);
    if (found !== null) return found;
    throw principal.kind === 'assistant' && id !== principal.credentialId
      ? new InsufficientScopeError()
      : new TokenNotFoundError();
  }

  /** @returns `null` if there is no such token or the principal may not see it */
  async findVisible(
    principal: Principal,
    id: string,
  ): Promise<AccessibleToken | AccessibleChild | null> {
    return (
      (await this.access.findVisible(principal, id)) ??
      (await this.childAccess.findVisible(principal, id))
    );
  }
}
