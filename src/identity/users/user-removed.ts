import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';

/** Port: called in the transaction that removes a user, while the user is locked. */
export abstract class UserRemoved {
  /** @returns the ids of the tokens that were revoked, each with its audit record */
  abstract handle(
    caller: Caller,
    manager: EntityManager,
    userId: string,
    at: Date,
  ): Promise<string[]>;
}
