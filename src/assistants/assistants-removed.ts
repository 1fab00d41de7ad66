import type { EntityManager } from 'typeorm';
import type { Caller } from '../admission/principal.js';

/** Port: called in the transaction that removes assistants, while they are locked. */
export abstract class AssistantsRemoved {
  /** @returns for each assistant the ids of the tokens that were revoked */
  abstract handle(
    caller: Caller,
    manager: EntityManager,
    assistantIds: string[],
    at: Date,
  ): Promise<ReadonlyMap<string, string[]>>;
}
