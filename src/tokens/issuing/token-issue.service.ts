import { Injectable } from '@nestjs/common';
import { parseAssistantRef } from '../../assistants/assistant-ref.js';
import { requireWritable } from '../../assistants/assistant-rights.js';
import { AssistantNotFoundError } from '../../assistants/assistants.errors.js';
import { newRecordBy } from '../../audit/audit.repository.js';
import type { Caller, Principal } from '../../admission/principal.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Reservation } from '../../api/idempotency/reservation.js';
import { reauthorize } from '../../admission/reauthorization/reauthorization.js';
import { TokenEvents } from '../token-events.js';
import type { CreateTokenDto } from '../dto/create-token.dto.js';
import { TokenIssueRepository } from './token-issue.repository.js';
import type { IssuerFacts } from './token-issue.repository.js';
import { restrictionsOf } from '../token-restrictions.js';
import { rightsOn } from '../token-rights.js';
import { digestOf, generateSecret, hintOf } from '../../admission/credentials/secret.js';
import { TokenViews } from '../token-views.js';
import type { IssuedToken } from '../token-views.js';
import type { TokenType } from '../../admission/credentials/token.types.js';

/** Makes tokens. */
@Injectable()
export class TokenIssueService {
  constructor(
    private readonly issues: TokenIssueRepository,
    private readonly events: TokenEvents,
    private readonly views: TokenViews,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns with the hint instead of the value where an earlier attempt has made the token
   * @throws ValidationError, AssistantNotFoundError, AssistantNotWritableError, InvalidTokenError,
   *   ForbiddenError
   */
  async issue(caller: Caller, dto: CreateTokenDto, reservation: Reservation): Promise<IssuedToken> {
    const made = await reservation.findMade((id) => this.views.find(id));
    const { principal } = caller;
    if (made !== null) {
      const rights = rightsOn(made.token, principal, OF_ITS_ASSISTANT);
      return { ...made, rights, value: made.token.hint };
    }
    const now = this.clock.now();
    const value = generateSecret('i5t_');
    const token = {
      id: reservation.id,
      type: dto.type,
      notes: dto.notes ?? '',
      data: dto.data ?? {},
      onReuse: dto.onReuse ?? 'alert',
      hint: hintOf(value),
      secretVersion: 1,
      createdAt: now,
      ...restrictionsOf(dto, now),
    };
    const result = await this.issues.insert({
      issuer: principal,
      token,
      assistant: dto.assistantId === undefined ? null : parse(dto.assistantId),
      digest: digestOf(value),
      record: newRecordBy(caller, {
        at: now,
        action: 'token.created',
        subjectId: token.id,
        details: { type: dto.type },
      }),
    });
    if (result.refused !== null) refuse(principal, dto.type, result.refused);
    const { assistant, published } = result;
    await this.events.deliver(published);
    const issued = {
      ...token,
      userId: principal.userId,
      username: principal.username,
      assistantId: assistant?.id ?? null,
      assistant: assistant && { naturalId: `${assistant.ownerId}:${assistant.slug}` },
      ...UNTOUCHED,
    };
    return {
      token: issued,
      rights: rightsOn(issued, principal, OF_ITS_ASSISTANT),
      secrets: [{ version: token.secretVersion, createdAt: now, ...UNUSED }],
      now: this.clock.now(),
      value,
    };
  }
}

/** Whoever issues a token for an assistant may write it. */
const OF_ITS_ASSISTANT = { read: true, write: true };

/** A token that nothing has happened to yet. */
const UNTOUCHED = {
  deletedAssistant: null,
  revokedAt: null,
  revocationReason: null,
  reusedAt: null,
  childEpoch: 0,
};

const UNUSED = { retiresAt: null, lastUsedAt: null, lastUsedAddress: null };

function parse(assistantId: string) {
  const ref = parseAssistantRef(assistantId);
  if (ref === null) throw new AssistantNotFoundError();
  return ref;
}

/**
 * Who asks comes before what for, as in the guards.
 *
 * @throws InvalidTokenError, ForbiddenError, AssistantNotFoundError, AssistantNotWritableError
 */
function refuse(principal: Principal, type: TokenType, facts: IssuerFacts): never {
  reauthorize(facts, principal);
  if (type === 'assistant') {
    if (facts.assistant === null) throw new AssistantNotFoundError();
    requireWritable(principal, facts.assistant, facts.teamRole);
  }
  throw new Error('The database refused a token that the rules allow.');
}
