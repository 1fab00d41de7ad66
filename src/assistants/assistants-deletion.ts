import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RevocationRepository } from '../revocation/revocation.repository.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantsRepository } from './assistants.repository.js';

/** An assistant takes its tokens along: they are revoked in the same transaction and stay listed. */
@Injectable()
export class AssistantsDeletion {
  constructor(
    private readonly assistants: AssistantsRepository,
    private readonly revocation: RevocationRepository,
  ) {}

  /** @param assistant locked by the caller, so that no token is issued for it meanwhile */
  async delete(manager: EntityManager, assistant: Assistant, now: Date): Promise<void> {
    const { id, naturalId } = assistant;
    await this.revocation.revokeTokens(manager, { assistantId: id }, 'assistant_deleted', now);
    await this.revocation.keepAssistantName(manager, id, naturalId);
    await this.assistants.delete(manager, id);
  }

  async deleteOwnedBy(manager: EntityManager, ownerId: string, now: Date): Promise<void> {
    for (const assistant of await this.assistants.lockOwnedBy(manager, ownerId)) {
      await this.delete(manager, assistant, now);
    }
  }
}
