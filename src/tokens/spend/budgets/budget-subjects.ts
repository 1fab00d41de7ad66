import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../admission/principal.js';
import { AssistantsService } from '../../../assistants/assistants.service.js';
import { TokenAccess } from '../../access/token-access.js';
import { TokenNotManageableError } from '../../tokens.errors.js';
import { SpendOwners } from '../owners/spend-owners.js';
import type { BudgetSubject } from './budgets.repository.js';

/** What a request names. */
export interface BudgetTarget {
  kind: 'token' | 'assistant' | 'user';
  /** The id from the request. */
  ref: string;
}

interface FoundSubject {
  subject: BudgetSubject;
  /** For the audit trail. */
  subjectId: string;
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
   * @throws TokenNotFoundError, TokenNotManageableError, AssistantNotFoundError,
   *   AssistantNotWritableError, UserNotFoundError
   */
  async find(
    principal: Principal,
    { kind, ref }: BudgetTarget,
    manager?: EntityManager,
  ): Promise<FoundSubject> {
    switch (kind) {
      case 'token':
        return this.findToken(principal, ref, manager);
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

  /**
   * The owner of an assistant token must not lift the budget that a writer of the assistant has set.
   */
  private async findToken(
    principal: Principal,
    ref: string,
    manager?: EntityManager,
  ): Promise<FoundSubject> {
    const { token } = await this.tokens.find(principal, ref, manager);
    const { assistant } = token;
    const ofAssistant =
      assistant && (await this.assistants.findRights(principal, [assistant], manager))(assistant);
    const mayLimit =
      principal.role === 'admin' || (ofAssistant?.write ?? principal.userId === token.userId);
    if (!mayLimit) throw new TokenNotManageableError();
    return { subject: { tokenId: token.id }, subjectId: token.id };
  }
}
