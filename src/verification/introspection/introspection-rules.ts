import type { Principal } from '../../admission/principal.js';

/**
 * A token is there to be presented to services, which may ask about it whoever its owner is. A
 * session is not: it is its user, so only that user and admins are told about it.
 */
export function mayAskAbout(
  subject: Pick<Principal, 'kind' | 'userId'>,
  asker: Pick<Principal, 'role' | 'userId'>,
): boolean {
  return subject.kind !== 'session' || subject.userId === asker.userId || asker.role === 'admin';
}

/**
 * Can it do anything beyond looking at itself? An assistant or child token cannot once its owner lost the
 * seat or may no longer see the assistant. A callback token can, but only here, in its one chat.
 */
export function isUsable({
  seat,
  assistant,
  child,
}: Pick<Principal, 'seat' | 'assistant' | 'child'>): boolean {
  if (child !== null && child.webhookId !== null) return false;
  return assistant === null || (seat && assistant.reachable);
}
