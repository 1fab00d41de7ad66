import type { EntityManager } from 'typeorm';

/** Port: called in the transaction that gives tokens to another owner. */
export abstract class TokensTransferred {
  /** @param userId the new owner */
  abstract handle(manager: EntityManager, tokenIds: string[], userId: string): Promise<void>;
}
