import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Caller } from '../admission/principal.js';
import { RevocationRepository } from '../tokens/revocation/revocation.repository.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantsRepository } from './assistants.repository.js';

/** Deletes assistants and revokes their tokens in one transaction. The tokens stay listed. */
@Injectable()
export class AssistantsDeletion {
  constructor(
    private readonly assistants: AssistantsRepository,
    private readonly revocation: RevocationRepository,
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
    const revoked = await this.revocation.revokeTokens(
      manager,
      { assistantId: ids },
      'assistant_deleted',
      at,
    );
    await this.revocation.keepAssistantNames(manager, ids);
    await this.assistants.delete(manager, ids);
    const tokensOf = Map.groupBy(revoked, ({ assistantId }) => assistantId);
    await this.audit.recordBy(
      caller,
      manager,
      assistants.map(({ id, naturalId }) => ({
        at,
        action: 'assistant.deleted',
        subjectId: id,
        details: { naturalId, revokedTokens: (tokensOf.get(id) ?? []).map((token) => token.id) },
      })),
    );
  }

  async deleteOwnedBy(
    caller: Caller,
    manager: EntityManager,
    ownerId: string,
    at: Date,
  ): Promise<void> {
    await this.delete(caller, manager, await this.assistants.lockOwnedBy(manager, ownerId), at);
  }
}
