import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssistantsService } from '../assistants/assistants.service.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { changesBetween } from '../audit/changes.js';
import type { Caller } from '../admission/principal.js';
import type { Principal } from '../admission/principal.js';
import { Clock } from '../platform/clock/clock.js';
import type { Precondition } from '../api/conditional/precondition.js';
import { CallerTransaction } from '../admission/reauthorization/caller-transaction.js';
import type { Page, PageRequest } from '../api/hal/page.js';
import { TokenCompliance } from './policies/compliance/token-compliance.js';
import { RevocationRepository } from './revocation/revocation.repository.js';
import type { UpdateTokenDto } from './dto/update-token.dto.js';
import { TokenAccess } from './access/token-access.js';
import type { AccessibleToken } from './access/token-access.js';
import { PolicyEnforcement, refusedToken } from './policies/policy-enforcement.js';
import {
  areSame,
  findAllLooser,
  findLooser,
  tightened,
} from './restrictions/token-restrictions.js';
import type { TokenRestrictions } from './restrictions/token-restrictions.js';
import { withRelaxed } from './restrictions/token-relaxing.js';
import { isEnded, statusOf } from '../admission/credentials/token-status.js';
import type { ChildView } from './children/child-view.js';
import { OwnTokens } from './listing/own-tokens.js';
import { TokenViews } from './token-views.js';
import type { TokenView } from './token-views.js';
import type { Token } from './token.entity.js';
import { tokenState } from './token.state.js';
import type { ShownTokenStatus } from '../admission/credentials/token.types.js';
import { TokenNotActiveError, TokenNotManageableError } from './tokens.errors.js';
import { TokensRepository } from './tokens.repository.js';

@Injectable()
export class TokensService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly access: TokenAccess,
    private readonly views: TokenViews,
    private readonly own: OwnTokens,
    private readonly assistants: AssistantsService,
    private readonly revocation: RevocationRepository,
    private readonly policies: PolicyEnforcement,
    private readonly compliance: TokenCompliance,
    private readonly audit: AuditRepository,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * Those who may change the assistant list all of its tokens, other readers their own, and a token
   * itself and its children.
   *
   * @throws AssistantNotFoundError
   */
  async listOfAssistant(
    { principal }: Caller,
    assistantRef: string,
    status: ShownTokenStatus,
    request: PageRequest,
    embed?: readonly string[],
  ): Promise<Page<Token | ChildView>> {
    const { assistant, writable } = await this.assistants.getReadable(principal, assistantRef);
    if (principal.assistant !== null) return this.own.list(principal, status, request);
    const own = writable ? {} : { userId: principal.userId };
    return this.tokens.findPage(
      { assistantUuid: assistant.id, status, ...own },
      request,
      this.clock.now(),
      embed,
    );
  }

  /**
   * Changing a restriction revokes all children, because they were derived with the old one.
   *
   * @throws TokenNotFoundError, TokenNotManageableError, PreconditionFailedError,
   *   RestrictionNotTightenedError, TokenNotActiveError for relaxing a token that has ended,
   *   PolicyViolationError
   */
  async update(
    caller: Caller,
    ref: string,
    dto: UpdateTokenDto,
    precondition: Precondition,
  ): Promise<TokenView> {
    const { token } = await this.findManageable(caller.principal, ref);
    const now = this.clock.now();
    return this.policies.recordingRefusals(caller, refusedToken(token), () =>
      this.transaction.run(caller, async (manager) => {
        await this.tokens.lock(manager, token.id);
        const found = await this.findManageable(caller.principal, token.id, manager);
        await precondition.require(tokenState, () => found.token);
        const { tags, notes, data, onReuse } = dto;
        const restrictions = restrictionsAfter(found.token, dto, now);
        const looser = findAllLooser(found.token, restrictions);
        if (looser.length > 0) await this.requirePolicy(manager, found.token, restrictions, looser);
        const isRestricted = !areSame(found.token, restrictions);
        if (isRestricted) await this.tokens.endChildren(manager, token.id);
        const changes = {
          ...restrictions,
          ...(tags !== undefined && { tags }),
          ...(notes !== undefined && { notes }),
          ...(data !== undefined && { data }),
          ...(onReuse !== undefined && { onReuse }),
        };
        await this.tokens.update(manager, token.id, {
          ...changes,
          ...chosenNameOf(dto, found.token),
        });
        if (isRestricted) await this.compliance.refresh(manager, [token.id], now);
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: looser.length > 0 ? 'token.relaxed' : 'token.updated',
          subjectId: token.id,
          changes: changesBetween<object>(found.token, {
            ...changes,
            ...(dto.name !== undefined && { name: dto.name }),
          }),
          details: { fields: Object.keys(dto).filter((name) => name !== 'allowRelaxing') },
        });
        return this.views.load(found, manager);
      }),
    );
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

  /**
   * Only what becomes looser is judged: a token that breaks a policy already may still be changed.
   *
   * @throws PolicyViolationError
   */
  private async requirePolicy(
    manager: EntityManager,
    { userId, assistant, createdAt }: Token,
    restrictions: TokenRestrictions,
    looser: readonly string[],
  ): Promise<void> {
    const assistantOwnerId = assistant?.ownerId ?? null;
    const rules = await this.policies.rulesFor(manager, { userId, assistantOwnerId });
    this.policies.requireChange(rules, { createdAt, ...restrictions }, looser);
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

/**
 * Here, and only here, restrictions may become looser.
 *
 * @throws ValidationError, RestrictionNotTightenedError, TokenNotActiveError
 */
function restrictionsAfter(
  current: Token,
  { allowRelaxing = false, ...requested }: UpdateTokenDto,
  now: Date,
): TokenRestrictions {
  if (!allowRelaxing) return tightened(current, requested, now);
  const restrictions = tightened(withRelaxed(current, requested), requested, now);
  const isLooser = findLooser(current, restrictions) !== null;
  if (isLooser && isEnded(statusOf(current, now))) throw new TokenNotActiveError();
  return restrictions;
}

/** A token that takes its name from its notes keeps it when the notes change. */
function chosenNameOf(
  { name, notes }: UpdateTokenDto,
  current: Token,
): Partial<Pick<Token, 'chosenName'>> {
  if (name !== undefined) return { chosenName: name };
  return notes !== undefined && current.notes.trim() !== '' ? { chosenName: current.name } : {};
}
