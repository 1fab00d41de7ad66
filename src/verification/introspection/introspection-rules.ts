import { ACCESS_CHECKS } from '../../admission/checks/checks.js';
import { evaluate } from '../../admission/checks/evaluate.js';
import type { Principal } from '../../admission/principal.js';
import { ASSISTANT_USE, ownUse } from '../assistant-use.js';

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

/** A token of an assistant is of no use once its owner lost the seat, or may not see the assistant. */
export function isUsable(subject: Principal): boolean {
  if (subject.assistant === null) return true;
  return evaluate(ACCESS_CHECKS, subject, ASSISTANT_USE, ownUse(subject)) === null;
}
