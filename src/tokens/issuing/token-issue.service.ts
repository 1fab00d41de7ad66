import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LockedAssistant } from '../../assistants/assistants.repository.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Caller } from '../../admission/principal.js';
import { digestOf, generateSecret, hintOf, prefixOf } from '../../admission/credentials/secret.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Reservation } from '../../api/idempotency/reservation.js';
import { Quotas } from '../../platform/quotas/quotas.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { describeToken, TokenEvents } from '../token-events.js';
import type { CreateTokenDto } from '../dto/create-token.dto.js';
import { PolicyEnforcement } from '../policies/policy-enforcement.js';
import type { RefusedToken } from '../policies/policy-enforcement.js';
import { restrictionsOf } from '../restrictions/token-restrictions.js';
import { IssueOwner } from '../ownership/issue-owner.js';
import { rightsOn } from '../access/token-rights.js';
import { TokenViews } from '../token-views.js';
import type { IssuedToken } from '../token-views.js';
import type { Token } from '../token.entity.js';
import { TokensRepository } from '../tokens.repository.js';

/** Issues tokens. */
@Injectable()
export class TokenIssueService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly assistants: AssistantsService,
    private readonly owner: IssueOwner,
    private readonly views: TokenViews,
    private readonly audit: AuditRepository,
    private readonly events: TokenEvents,
    private readonly quotas: Quotas,
    private readonly policies: PolicyEnforcement,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * @returns the token; with the hint instead of the value if an earlier attempt created it
   * @throws ValidationError, InvalidTokenError, ForbiddenError, AssistantNotFoundError,
   *   AssistantNotWritableError, ServiceAccountNotFoundError, PermissionNotHeldError,
   *   OwnerCannotHoldError, QuotaExceededError, PolicyViolationError
   */
  async issue(caller: Caller, dto: CreateTokenDto, reservation: Reservation): Promise<IssuedToken> {
    const { principal } = caller;
    const made = await reservation.findMade((id) => this.views.find(id));
    if (made !== null) {
      const rights = rightsOn(made.token, principal, RIGHTS_ON_ASSISTANT, RIGHTS_ON_ACCOUNT);
      return { ...made, rights, value: made.token.hint };
    }
    const { userId, username } = await this.owner.find(principal, dto);
    const now = this.clock.now();
    const value = generateSecret(prefixOf('t', this.config.tokenPrefix));
    const secret = { version: 1, createdAt: now };
    const requested = {
      id: reservation.id,
      type: dto.type,
      userId,
      username,
      chosenName: dto.name ?? null,
      tags: dto.tags ?? [],
      notes: dto.notes ?? '',
      data: dto.data ?? {},
      onReuse: dto.onReuse ?? 'alert',
      hint: hintOf(value),
      secretVersion: secret.version,
      createdAt: now,
      ...restrictionsOf(dto, now),
    };
    const refused: RefusedToken = { ownerId: userId, assistantUuid: null };
    const { token, assistant, name } = await this.policies.recordingRefusals(caller, refused, () =>
      this.quotas.within((take) =>
        this.transaction.runAdding(
          caller,
          (manager) => this.lockAssistant(manager, dto),
          async (manager, assistant) => {
            if (dto.type === 'assistant') {
              await this.assistants.requireWritable(manager, principal, assistant);
            }
            const assistantId = assistant?.id ?? null;
            refused.assistantUuid = assistantId;
            await this.owner.requireHolder(manager, principal, dto, { ...requested, assistantId });
            const token = await this.allowedToken(manager, caller, requested, assistant);
            await take(manager, 'active_tokens', userId, (within, enough) =>
              this.tokens.countActive(within, userId, now, enough),
            );
            const name = await this.tokens.insert(
              manager,
              { ...token, assistantId },
              digestOf(value),
            );
            await this.audit.recordBy(caller, manager, {
              at: now,
              action: 'token.created',
              subjectId: token.id,
              details: { type: dto.type, assistantId },
            });
            const event = describeToken('token.created', { ...token, name, assistantId }, now);
            await this.events.publish(manager, event);
            return { token, assistant, name };
          },
          [userId],
        ),
      ),
    );
    const issued = { ...token, ...UNTOUCHED, name, assistantId: assistant?.id ?? null, assistant };
    return {
      token: issued,
      rights: rightsOn(issued, principal, RIGHTS_ON_ASSISTANT, RIGHTS_ON_ACCOUNT),
      secrets: [{ ...secret, ...UNUSED }],
      now: this.clock.now(),
      value,
    };
  }

  /** @throws PolicyViolationError */
  private async allowedToken<T extends RequestedToken>(
    manager: EntityManager,
    { principal }: Caller,
    requested: T,
    assistant: LockedAssistant | null,
  ): Promise<T> {
    const { userId, createdAt } = requested;
    const rules = await this.policies.rulesFor(manager, {
      userId,
      assistantOwnerId: assistant?.ownerId ?? null,
    });
    const expiresAt = this.policies.expiryWithin(rules, principal, requested.expiresAt);
    const token = { ...requested, expiresAt };
    const role = userId === principal.userId ? principal.role : 'member';
    await this.policies.requireAllowed(rules, { ...token, role }, (enough) =>
      this.tokens.countActiveOf(manager, assistant?.id ?? null, createdAt, enough),
    );
    return token;
  }

  /** @returns `null` for a personal token, and if the assistant does not exist */
  private async lockAssistant(
    manager: EntityManager,
    { assistantId }: CreateTokenDto,
  ): Promise<LockedAssistant | null> {
    return assistantId === undefined ? null : this.assistants.lockShared(manager, assistantId);
  }
}

type RequestedToken = Pick<Token, 'type' | 'createdAt' | 'expiresAt' | 'restrict' | 'readOnly'> & {
  userId: string;
};

/** The issuer may change the assistant, because issuing a token for it requires that. */
const RIGHTS_ON_ASSISTANT = { read: true, write: true };

/** The issuer owns the token, or manages the service account that does. */
const RIGHTS_ON_ACCOUNT = { manage: true, actAs: true };

/** The state of a new token. */
const UNTOUCHED = {
  deletedAssistant: null,
  lastUsedAt: null,
  pausedAt: null,
  pausedReason: null,
  pauseCause: null,
  revokedAt: null,
  revocationReason: null,
  reusedAt: null,
  childEpoch: 0,
  suspension: null,
  noncompliance: null,
  resumedAt: null,
};

const UNUSED = { retiresAt: null, leakedAt: null, lastUsedAt: null, lastUsedAddress: null };
