import type { EntityManager } from 'typeorm';
import { lockUser, shareUser } from '../../platform/database/advisory-locks.js';

/**
 * Every write takes a shared advisory lock on its caller. A change of a user's rights takes an
 * exclusive lock on that user. Both hold it until the transaction ends, so a change completes only
 * when no write that relies on the old rights is running. New writes queue behind a waiting
 * exclusive lock. Row locks would let them pass, so that many writes could keep an admin from
 * disabling the user who sends them.
 *
 * All callers take the locks in the same order, which avoids deadlocks.
 *
 * @param changed the users who may do less afterwards
 * @param relied further users whose rights the write relies on
 */
export async function lockUsers(
  manager: EntityManager,
  callerId: string,
  changed: string[],
  relied: string[] = [],
): Promise<void> {
  for (const id of [...new Set([callerId, ...changed, ...relied])].sort()) {
    if (changed.includes(id)) await lockUser(manager, id);
    else await shareUser(manager, id);
  }
}
