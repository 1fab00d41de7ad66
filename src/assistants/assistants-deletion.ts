import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRepository } from '../audit/audit.repository.js';
import type { Caller } from '../auth/principal.js';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantsRepository } from './assistants.repository.js';

/** An assistant takes its tokens along: they are revoked in the same transaction and stay listed. */
@Injectable()
export class AssistantsDeletion {
  constructor(
    private readonly assistants: AssistantsRepository,
    private readonly revocation: RevocationRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** @param assistant locked by the caller, so that no token is issued for it meanwhile */
  async delete(
    caller: Caller,
    manager: EntityManager,
    { id, naturalId }: Assistant,
    at: Date,
  ): Promise<void> {
    const tokens = { assistantId: id };
    const revoked = await this.revocation.revokeTokens(manager, tokens, 'assistant_deleted', at);
    await this.revocation.keepAssistantName(manager, id, naturalId);
    await this.assistants.delete(manager, id);
    await this.audit.recordBy(caller, manager, {
      at,
      action: 'assistant.deleted',
      subjectId: id,
      details: { naturalId, revokedTokens: revoked },
    });
  }

  async deleteOwnedBy(
    caller: Caller,
    manager: EntityManager,
    ownerId: string,
    at: Date,
  ): Promise<void> {
    for (const assistant of await this.assistants.lockOwnedBy(manager, ownerId)) {
      await this.delete(caller, manager, assistant, at);
    }
  }
}
