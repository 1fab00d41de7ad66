import type { EntityManager } from 'typeorm';
import { lockUser, shareUser } from '../../platform/database/advisory-locks.js';

/**
 * A write takes the advisory lock of its caller as shared. A change of what a user may do takes the lock of
 * that user as exclusive. Both keep it until the transaction ends, so that a change is answered only once no
 * write is under way that relies on the old rights. New writers wait behind whoever waits for the exclusive
 * lock. Row locks would let them pass, and many writes at once could keep an admin from disabling the user who
 * sends them.
 *
 * Takes the locks in an order that all callers share, so that two of them never wait for each other.
 *
 * @param changed the users who may do less afterwards
 */
export async function lockUsers(
  manager: EntityManager,
  callerId: string,
  changed: string[],
): Promise<void> {
  for (const id of [...new Set([callerId, ...changed])].sort()) {
    if (changed.includes(id)) await lockUser(manager, id);
    else await shareUser(manager, id);
  }
}
