import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';
import type { AssistantsRemoved } from '../../assistants/assistants-removed.js';
import type { UserRemoved } from '../../identity/users/user-removed.js';
import { RecordedRevocation } from './recorded-revocation.js';

/** Revokes the tokens of deleted assistants. The tokens stay listed. */
@Injectable()
export class AssistantTokensRevocation implements AssistantsRemoved {
  constructor(private readonly revocation: RecordedRevocation) {}

  async handle(caller: Caller, manager: EntityManager, assistantIds: string[], at: Date) {
    const revoked = await this.revocation.ofAssistants(caller, manager, assistantIds, at);
    const idsOf = new Map<string, string[]>(assistantIds.map((id) => [id, []]));
    for (const { id, assistantId } of revoked) idsOf.get(assistantId ?? '')?.push(id);
    return idsOf;
  }
}

/** Revokes the tokens of a deleted user. */
@Injectable()
export class UserTokensRevocation implements UserRemoved {
  constructor(private readonly revocation: RecordedRevocation) {}

  handle(caller: Caller, manager: EntityManager, userId: string, at: Date): Promise<string[]> {
    return this.revocation.ofDeletedUser(caller, manager, userId, at);
  }
}
