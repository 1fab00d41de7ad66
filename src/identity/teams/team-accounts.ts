import type { EntityManager } from 'typeorm';
import type { RemovedOwner } from '../owners/owner-removed.js';

/** Port: the service accounts of a team that is deleted. */
export abstract class TeamAccounts {
  /** @returns the UUIDs of the accounts, for the locks of the transaction */
  abstract findUserIds(teamId: string): Promise<string[]>;

  /** Called in the transaction that deletes the team, while the team is locked. */
  abstract deleteAll(manager: EntityManager, team: RemovedOwner): Promise<void>;
}
