import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../assistants/assistants.service.js';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Caller } from '../admission/principal.js';
import type { Principal } from '../admission/principal.js';
import { Clock } from '../platform/clock/clock.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { CallerTransaction } from '../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { RevocationRepository } from './revocation/revocation.repository.js';
import type { UpdateTokenDto } from './dto/update-token.dto.js';
import { TokenAccess } from './access/token-access.js';
import type { AccessibleToken } from './access/token-access.js';
import { areSame, tightened } from './restrictions/token-restrictions.js';
import { TokenViews } from './token-views.js';
import type { TokenView } from './token-views.js';
import type { Token } from './token.entity.js';
import { tokenState } from './token.state.js';
import type { TokenStatus } from '../admission/credentials/token.types.js';
import { TokenNotManageableError } from './tokens.errors.js';
import { TokensRepository } from './tokens.repository.js';
import type { TokenFilter } from './tokens.repository.js';

@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly access: TokenAccess,
    private readonly views: TokenViews,
    private readonly assistants: AssistantsService,
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /** Users list their own tokens, admins all. */
  async list(
    { principal }: Caller,
    filter: TokenFilter,
    request: PageRequest,
  ): Promise<{ page: Page<Token>; now: Date }> {
    const now = this.clock.now();
    const own = principal.role === 'admin' ? {} : { userId: principal.userId };
    return { page: await this.tokens.findPage({ ...filter, ...own }, request, now), now };
  }

  /**
   * Those who may change the assistant list all of its tokens, other readers their own.
   *
   * @throws AssistantNotFoundError
   */
  async listOfAssistant(
    { principal }: Caller,
    assistantRef: string,
    status: TokenStatus,
    request: PageRequest,
  ): Promise<Page<Token>> {
    const { assistant, writable } = await this.assistants.getReadable(principal, assistantRef);
    const own = writable ? {} : { userId: principal.userId };
    return this.tokens.findPage(
      { assistantUuid: assistant.id, status, ...own },
      request,
      this.clock.now(),
    );
  }

  /**
   * Changing a restriction revokes all children, because they were derived with the old one.
   *
   * @throws TokenNotFoundError, TokenNotManageableError, PreconditionFailedError,
   *   RestrictionNotTightenedError
   */
  async update(
    caller: Caller,
    ref: string,
    dto: UpdateTokenDto,
    precondition: Precondition,
  ): Promise<TokenView> {
    const { token } = await this.findManageable(caller.principal, ref);
    const now = this.clock.now();
    return this.transaction.run(caller, async (manager) => {
      await this.tokens.lock(manager, token.id);
      const found = await this.findManageable(caller.principal, token.id, manager);
      await precondition.require(tokenState, () => found.token);
      const { notes, data, onReuse } = dto;
      const restrictions = tightened(found.token, dto, now);
      if (!areSame(found.token, restrictions)) await this.tokens.endChildren(manager, token.id);
      await this.tokens.update(manager, token.id, {
        ...restrictions,
        ...(notes !== undefined && { notes }),
        ...(data !== undefined && { data }),
        ...(onReuse !== undefined && { onReuse }),
      });
      await this.audit.recordBy(caller, manager, {
        at: now,
        action: 'token.updated',
        subjectId: token.id,
        details: { fields: Object.keys(dto) },
      });
      return this.views.load(found, manager);
    });
  }

  /** Idempotent. @throws TokenNotManageableError, PreconditionFailedError */
  async revoke(
    caller: Caller,
    { token, rights }: AccessibleToken,
    precondition: Precondition,
  ): Promise<void> {
    if (!rights.revoke) throw new TokenNotManageableError();
    const now = this.clock.now();
    await this.transaction.runEnding(
      caller,
      async (manager) => {
        await precondition.require(tokenState, () => this.tokens.lock(manager, token.id));
        const revoked = await this.revocation.revokeTokens(
          manager,
          { tokenId: token.id },
          'revoked',
          now,
        );
        await this.audit.recordBy(
          caller,
          manager,
          revoked.map(({ id }) => ({ at: now, action: 'token.revoked', subjectId: id })),
        );
      },
      token.userId === null ? [] : [token.userId],
    );
  }

  private async findManageable(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<AccessibleToken> {
    const found = await this.access.find(principal, ref, manager);
    if (!found.rights.manage) throw new TokenNotManageableError();
    return found;
  }
}
