import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { requireWritable } from '../assistants/assistant-rights.js';
import { Assistant } from '../assistants/assistant.entity.js';
import type { HeldAssistant } from '../assistants/assistants.repository.js';
import { AssistantsService } from '../assistants/assistants.service.js';
import { newRecordBy } from '../audit/audit.repository.js';
import type { Caller, Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/id.js';
import { Transaction } from '../database/transaction.js';
import { requireStanding } from '../standing/caller-standing.js';
import { passGate } from '../standing/user-gate.js';
import type { CreateTokenDto } from './dto/create-token.dto.js';
import { TokenIssueRepository } from './token-issue.repository.js';
import { restrictionsOf } from './token-restrictions.js';
import { digestOf, generateSecret, hintOf } from './token-secret.js';
import type { IssuedToken } from './token-views.js';
import type { NewToken } from './tokens.repository.js';

/** Makes tokens, in as few statements as the rules allow. */
@Injectable()
export class TokenIssueService {
  constructor(
    private readonly issues: TokenIssueRepository,
    private readonly assistants: AssistantsService,
    private readonly transaction: Transaction,
    private readonly clock: Clock,
  ) {}

  /**
   * The first statement waits, for the gate and for the assistant; the second one sees what was
   * settled meanwhile, so the caller and the right to write the assistant are judged by it.
   *
   * @throws ValidationError, AssistantNotFoundError, AssistantNotWritableError, InvalidTokenError,
   *   ForbiddenError
   */
  async issue(caller: Caller, dto: CreateTokenDto): Promise<IssuedToken> {
    const { principal } = caller;
    const now = this.clock.now();
    const restrictions = restrictionsOf(dto, now);
    const value = generateSecret('i5t_');
    return this.transaction.runAdding(async (manager) => {
      const assistant = await this.passGate(manager, principal, dto.assistantId);
      const token: NewToken = {
        id: newId(),
        type: dto.type,
        userId: principal.userId,
        username: principal.username,
        assistantId: assistant?.id ?? null,
        notes: dto.notes ?? '',
        data: dto.data ?? {},
        onReuse: dto.onReuse ?? 'alert',
        hint: hintOf(value),
        secretVersion: 1,
        createdAt: now,
        ...restrictions,
      };
      const standing = await this.issues.insert(manager, {
        token,
        digest: digestOf(value),
        record: newRecordBy(caller, {
          at: now,
          action: 'token.created',
          subjectId: token.id,
          details: { type: token.type, assistantId: token.assistantId },
        }),
        assistantOwner: assistant?.ownerId ?? null,
      });
      if (assistant) requireWritable(principal, assistant, standing?.teamRole ?? null);
      requireStanding(standing, principal);
      return { ...viewOf(token, assistant, this.clock.now()), value };
    });
  }

  private async passGate(
    manager: EntityManager,
    principal: Principal,
    assistantRef: string | undefined,
  ): Promise<HeldAssistant | null> {
    if (assistantRef !== undefined) {
      return this.assistants.holdWritable(manager, principal, assistantRef);
    }
    await passGate(manager, principal.userId);
    return null;
  }
}

/** What reading the token would show: nothing of it has happened yet. */
function viewOf(token: NewToken, assistant: HeldAssistant | null, now: Date) {
  return {
    token: {
      ...token,
      assistant: assistant && Object.assign(new Assistant(), assistant),
      deletedAssistant: null,
      revokedAt: null,
      revocationReason: null,
      reusedAt: null,
    },
    secrets: [
      {
        version: token.secretVersion,
        createdAt: token.createdAt,
        retiresAt: null,
        lastUsedAt: null,
        lastUsedAddress: null,
      },
    ],
    now,
  };
}
