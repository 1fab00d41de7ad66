import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AssistantsRemoved } from '../../assistants/assistants-removed.js';
import type { UserRemoved } from '../../identity/users/user-removed.js';
import { RevocationRepository } from './revocation.repository.js';

/** Revokes the tokens of deleted assistants. The tokens stay listed. */
@Injectable()
export class AssistantTokensRevocation implements AssistantsRemoved {
  constructor(private readonly revocation: RevocationRepository) {}

  async handle(manager: EntityManager, assistantIds: string[], at: Date) {
    const revoked = await this.revocation.detachTokens(
      manager,
      { assistantId: assistantIds },
      'assistant_deleted',
      at,
    );
    const idsOf = new Map<string, string[]>(assistantIds.map((id) => [id, []]));
    for (const { id, assistantId } of revoked) idsOf.get(assistantId ?? '')?.push(id);
    return idsOf;
  }
}

/** Revokes the tokens of a deleted user. */
@Injectable()
export class UserTokensRevocation implements UserRemoved {
  constructor(private readonly revocation: RevocationRepository) {}

  async handle(manager: EntityManager, userId: string, at: Date): Promise<string[]> {
    const target = { userId };
    const revoked = await this.revocation.detachTokens(manager, target, 'user_deleted', at);
    return revoked.map(({ id }) => id);
  }
}
