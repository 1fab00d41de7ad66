import type { EntityManager } from 'typeorm';

/** Port: called in the transaction that removes a user, while the user is locked. */
export abstract class UserRemoved {
  /** @returns the ids of the tokens that were revoked, for the audit trail */
  abstract handle(manager: EntityManager, userId: string, at: Date): Promise<string[]>;
}
