import { ACCESS_CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import type { Principal } from '../../admission/principal.js';
import { ASSISTANT_USE, ownUse } from '../assistant-use.js';

/**
 * Services may ask about every token, because tokens are made to be presented to services. A session
 * is not: only its own user and admins may ask about it.
 */
export function mayAskAbout(
  subject: Pick<Principal, 'kind' | 'userId'>,
  asker: Pick<Principal, 'role' | 'userId'>,
): boolean {
  return subject.kind !== 'session' || subject.userId === asker.userId || asker.role === 'admin';
}

/** Does a token of an assistant reach it? It does not while its owner has no seat, or may not see it. */
export function isUsable(subject: Principal): boolean {
  if (subject.assistant === null) return true;
  return evaluate(ACCESS_CHECKS, subject, ASSISTANT_USE, ownUse(subject)) === null;
}
