import type { EntityManager } from 'typeorm';
import type { Caller } from '../../admission/principal.js';

export interface RemovedOwner {
  /** The caller who removes the owner. */
  caller: Caller;
  /** A username or the id of a team. */
  ownerId: string;
  at: Date;
}

/** Port: called in the transaction that removes a user or a team, while the owner is locked. */
export abstract class OwnerRemoved {
  abstract handle(manager: EntityManager, owner: RemovedOwner): Promise<void>;
}
