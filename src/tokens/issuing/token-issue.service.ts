import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { LockedAssistant } from '../../assistants/assistants.repository.js';
import { AssistantsService } from '../../assistants/assistants.service.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import type { Caller } from '../../admission/principal.js';
import { digestOf, generateSecret, hintOf } from '../../admission/credentials/secret.js';
import { CallerTransaction } from '../../admission/reauthorization/caller-transaction.js';
import type { Reservation } from '../../api/idempotency/reservation.js';
import { Clock } from '../../platform/clock/clock.js';
import { describeToken, TokenEvents } from '../token-events.js';
import type { CreateTokenDto } from '../dto/create-token.dto.js';
import { restrictionsOf } from '../restrictions/token-restrictions.js';
import { rightsOn } from '../access/token-rights.js';
import { TokenViews } from '../token-views.js';
import type { IssuedToken } from '../token-views.js';
import { TokensRepository } from '../tokens.repository.js';

/** Issues tokens. */
@Injectable()
export class TokenIssueService {
  constructor(
    private readonly tokens: TokensRepository,
    private readonly assistants: AssistantsService,
    private readonly views: TokenViews,
    private readonly audit: AuditRepository,
    private readonly events: TokenEvents,
    private readonly transaction: CallerTransaction,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the token; with the hint instead of the value if an earlier attempt created it
   * @throws ValidationError, InvalidTokenError, ForbiddenError, AssistantNotFoundError,
   *   AssistantNotWritableError
   */
  async issue(caller: Caller, dto: CreateTokenDto, reservation: Reservation): Promise<IssuedToken> {
    const { principal } = caller;
    const made = await reservation.findMade((id) => this.views.find(id));
    if (made !== null) {
      const rights = rightsOn(made.token, principal, RIGHTS_ON_ASSISTANT);
      return { ...made, rights, value: made.token.hint };
    }
    const now = this.clock.now();
    const value = generateSecret('i5t_');
    const secret = { version: 1, createdAt: now };
    const token = {
      id: reservation.id,
      type: dto.type,
      userId: principal.userId,
      username: principal.username,
      notes: dto.notes ?? '',
      data: dto.data ?? {},
      onReuse: dto.onReuse ?? 'alert',
      hint: hintOf(value),
      secretVersion: secret.version,
      createdAt: now,
      ...restrictionsOf(dto, now),
    };
    const assistant = await this.transaction.runAdding(
      caller,
      (manager) => this.lockAssistant(manager, dto),
      async (manager, assistant) => {
        if (dto.type === 'assistant') {
          await this.assistants.requireWritable(manager, principal, assistant);
        }
        const assistantId = assistant?.id ?? null;
        await this.tokens.insert(manager, { ...token, assistantId }, digestOf(value));
        await this.audit.recordBy(caller, manager, {
          at: now,
          action: 'token.created',
          subjectId: token.id,
          details: { type: dto.type, assistantId },
        });
        const event = describeToken('token.created', { ...token, assistantId }, now);
        await this.events.publish(manager, event);
        return assistant;
      },
    );
    const issued = { ...token, ...UNTOUCHED, assistantId: assistant?.id ?? null, assistant };
    return {
      token: issued,
      rights: rightsOn(issued, principal, RIGHTS_ON_ASSISTANT),
      secrets: [{ ...secret, ...UNUSED }],
      now: this.clock.now(),
      value,
    };
  }

  /** @returns `null` for a personal token, and if the assistant does not exist */
  private async lockAssistant(
    manager: EntityManager,
    { assistantId }: CreateTokenDto,
  ): Promise<LockedAssistant | null> {
    return assistantId === undefined ? null : this.assistants.lockShared(manager, assistantId);
  }
}

/** The issuer may change the assistant, because issuing a token for it requires that. */
const RIGHTS_ON_ASSISTANT = { read: true, write: true };

/** The state of a new token. */
const UNTOUCHED = {
  deletedAssistant: null,
  revokedAt: null,
  revocationReason: null,
  reusedAt: null,
  childEpoch: 0,
};

const UNUSED = { retiresAt: null, lastUsedAt: null, lastUsedAddress: null };
