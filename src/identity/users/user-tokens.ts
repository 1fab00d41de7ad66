import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';

/** Port: the tokens of a user, in the transaction that changes the user. */
export abstract class UserTokens {
  /** @returns the ids of the tokens that were revoked, each with its audit record */
  abstract revokeAll(
    caller: Caller,
    manager: EntityManager,
    userId: string,
    at: Date,
  ): Promise<string[]>;

  /** @returns the number of tokens that are neither expired nor revoked */
  abstract countActive(manager: EntityManager, userId: string, at: Date): Promise<number>;
}
