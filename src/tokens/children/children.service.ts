import { Injectable } from '@nestjs/common';
import type { Caller } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Page, PageRequest } from '../../api/hal/page.js';
import { TokenAccess } from '../access/token-access.js';
import { TokenSecretsRepository } from '../secrets/token-secrets.repository.js';
import type { Token } from '../token.entity.js';
import type { ShownTokenStatus } from '../../admission/credentials/token.types.js';
import { TokenNotFoundError } from '../tokens.errors.js';
import type { AccessibleChild } from './child-access.js';
import { parentState } from './child-status.js';
import type { ParentState } from './child-status.js';
import { ChildTokensRepository } from './child-tokens.repository.js';
import { viewOf } from './child-view.js';
import type { ChildView } from './child-view.js';

/** Reads the children of a token. */
@Injectable()
export class ChildrenService {
  constructor(
    private readonly children: ChildTokensRepository,
    private readonly access: TokenAccess,
    private readonly secrets: TokenSecretsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws TokenNotFoundError */
  async list(
    { principal }: Caller,
    ref: string,
    status: ShownTokenStatus,
    request: PageRequest,
  ): Promise<Page<ChildView>> {
    const { token, rights } = await this.access.find(principal, ref);
    const now = this.clock.now();
    const state = await this.stateOf(token, now);
    const page = await this.children.findPage(token.id, state, status, request, now);
    return { ...page, rows: page.rows.map((child) => viewOf(child, token, rights, state, now)) };
  }

  /** @throws TokenNotFoundError for callback tokens, which nobody can read */
  async view({ child, parent, rights }: AccessibleChild): Promise<ChildView> {
    if (parent === null) throw new TokenNotFoundError();
    const now = this.clock.now();
    return viewOf(child, parent, rights, await this.stateOf(parent, now), now);
  }

  private async stateOf(parent: Token, now: Date): Promise<ParentState> {
    return parentState(parent, await this.secrets.findByToken(parent.id), now);
  }
}
