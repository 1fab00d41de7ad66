import type { EntityManager } from 'typeorm';
import type { Caller, Principal } from '../../admission/principal.js';

export interface Successor {
  userId: string;
  username: string;
}

/** Port: gives the tokens of a user who leaves to somebody else. */
export abstract class TokenSuccession {
  /** @throws OwnerNotFoundError also if the principal may not give tokens to this owner */
  abstract find(principal: Principal, id: string, manager?: EntityManager): Promise<Successor>;

  /**
   * Transfers all assistant tokens that have not ended. Called in the transaction that deletes the
   * user, while the user is locked.
   *
   * @returns the ids of the tokens
   * @throws TokensNotTransferableError if one of them cannot be transferred
   */
  abstract transferAll(
    manager: EntityManager,
    caller: Caller,
    leaving: Successor,
    successor: Successor,
    at: Date,
  ): Promise<string[]>;
}
