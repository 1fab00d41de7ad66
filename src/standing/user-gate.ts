import type { EntityManager } from 'typeorm';
import { lockUser, shareUser } from '../database/advisory-locks.js';

/**
 * Whoever writes passes the gate of the own user, and a change of what a user may do closes it, until
 * the transaction ends. A gate lets nobody pass whoever waits to close it, as row locks would: so
 * many writes at once do not keep an admin from disabling the one who sends them.
 */
export async function passGate(manager: EntityManager, userId: string): Promise<void> {
  await shareUser(manager, userId);
}

/** Passes the gate of the caller and closes that of the user, in an order that two callers share. */
export async function closeGate(
  manager: EntityManager,
  callerId: string,
  userId: string,
): Promise<void> {
  if (callerId < userId) await shareUser(manager, callerId);
  await lockUser(manager, userId);
  if (callerId > userId) await shareUser(manager, callerId);
}
