import { ACCESS_CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import type { Principal } from '../../admission/principal.js';
import { ASSISTANT_USE, ownUse } from '../assistant-use.js';

/**
 * Callers may introspect every token, because tokens are meant to be presented to services.
 * Sessions are not: only their own user and admins may introspect them.
 */
export function mayAskAbout(
  subject: Pick<Principal, 'kind' | 'userId'>,
  asker: Pick<Principal, 'role' | 'userId'>,
): boolean {
  return subject.kind !== 'session' || subject.userId === asker.userId || asker.role === 'admin';
}

/** An assistant token is not usable while its owner has no seat or may not see the assistant. */
export function isUsable(subject: Principal): boolean {
  if (subject.assistant === null) return true;
  return evaluate(ACCESS_CHECKS, subject, ASSISTANT_USE, ownUse(subject)) === null;
}
