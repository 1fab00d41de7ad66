import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Caller } from '../admission/principal.js';
import type { OwnerRemoved, RemovedOwner } from '../identity/owners/owner-removed.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantsRemoved } from './assistants-removed.js';
import { AssistantsRepository } from './assistants.repository.js';

/** Deletes assistants and revokes their tokens in one transaction. The tokens stay listed. */
@Injectable()
export class AssistantsDeletion implements OwnerRemoved {
  constructor(
    private readonly assistants: AssistantsRepository,
    private readonly removed: AssistantsRemoved,
    private readonly audit: AuditRepository,
  ) {}

  /** @param assistants locked by the caller, so that nobody issues a token for them meanwhile */
  async delete(
    caller: Caller,
    manager: EntityManager,
    assistants: Pick<Assistant, 'id' | 'naturalId'>[],
    at: Date,
  ): Promise<void> {
    const ids = assistants.map(({ id }) => id);
    const revokedTokens = await this.removed.handle(caller, manager, ids, at);
    await this.audit.recordBy(
      caller,
      manager,
      assistants.map(({ id, naturalId }) => ({
        at,
        action: 'assistant.deleted',
        subjectId: id,
        details: { naturalId, revokedTokens: revokedTokens.get(id) ?? [] },
      })),
    );
    await this.assistants.delete(manager, ids);
  }

  async handle(manager: EntityManager, { caller, ownerId, at }: RemovedOwner): Promise<void> {
    await this.delete(caller, manager, await this.assistants.lockOwnedBy(manager, ownerId), at);
  }
}
