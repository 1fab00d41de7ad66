import type { EntityManager } from 'typeorm';
import { lockUser, shareUser } from '../../platform/database/advisory-locks.js';

/**
 * Whoever writes passes the gate of the own user, and a change of what a user may do closes it, until
 * the transaction ends: when the change is answered, nothing is under way that rests on what was. A
 * gate lets nobody pass whoever waits to close it, as row locks would: so many writes at once do not
 * keep an admin from disabling the one who sends them.
 *
 * Passes the gate of the caller and closes those of the users, in an order that two callers share.
 */
export async function closeGates(
  manager: EntityManager,
  callerId: string,
  userIds: string[],
): Promise<void> {
  for (const id of [...new Set([callerId, ...userIds])].sort()) {
    if (userIds.includes(id)) await lockUser(manager, id);
    else await shareUser(manager, id);
  }
}
