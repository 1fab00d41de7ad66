import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../admission/principal.js';
import { AssistantsService } from '../../../assistants/assistants.service.js';
import { TokenAccess } from '../../access/token-access.js';
import { ForbiddenError } from '../../../platform/errors/domain-error.js';
import { SpendOwners } from '../owners/spend-owners.js';
import type { BudgetSubject } from './budgets.repository.js';

export type BudgetKind = 'token' | 'assistant' | 'user';

/** What a request names. */
export interface BudgetTarget {
  kind: BudgetKind;
  /** The id from the request. */
  ref: string;
}

interface FoundSubject {
  subject: BudgetSubject;
  /** For the audit trail. */
  subjectId: string;
}

class TokenBudgetForbiddenError extends ForbiddenError {
  constructor() {
    super('Only users who may change the assistant of this token can do this.');
  }
}

/** Finds whose budget a request is about, for those who may read and set it. */
@Injectable()
export class BudgetSubjects {
  constructor(
    private readonly tokens: TokenAccess,
    private readonly assistants: AssistantsService,
    private readonly owners: SpendOwners,
  ) {}

  /**
   * @throws TokenNotFoundError, TokenBudgetForbiddenError, AssistantNotFoundError,
   *   AssistantNotWritableError, UserNotFoundError
   */
  async find(
    principal: Principal,
    { kind, ref }: BudgetTarget,
    manager?: EntityManager,
  ): Promise<FoundSubject> {
    switch (kind) {
      case 'token': {
        const { token, rights } = await this.tokens.find(principal, ref, manager);
        if (!rights.budget) throw new TokenBudgetForbiddenError();
        return { subject: { tokenId: token.id }, subjectId: token.id };
      }
      case 'assistant': {
        const { id } = await this.assistants.getWritable(principal, ref, manager);
        return { subject: { assistantId: id }, subjectId: id };
      }
      case 'user': {
        const { id, username } = await this.owners.find(principal, ref, manager);
        return { subject: { userId: id }, subjectId: username };
      }
    }
  }
}
