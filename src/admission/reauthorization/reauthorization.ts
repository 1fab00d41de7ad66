import { InvalidTokenError } from '../admission.errors.js';
import type { Permission, Principal, UserRole } from '../principal.js';
import { ForbiddenError } from '../../platform/errors/domain-error.js';

interface Rights {
  role: UserRole;
  permissions: readonly Permission[];
  seat: boolean;
}

/** What a caller may do now, which may be less than what the guards saw. */
export interface CurrentRights extends Rights {
  disabled: boolean;
  /** The credential has not ended. */
  live: boolean;
}

/**
 * A write takes time, so the rights of its caller are checked once more before it commits.
 *
 * @param now undefined when the user is gone
 * @throws InvalidTokenError when the credential has ended or the user is gone or disabled,
 *   ForbiddenError when the user has lost rights or the seat
 */
export function reauthorize(now: CurrentRights | undefined, before: Principal): void {
  if (!now?.live || now.disabled) throw new InvalidTokenError();
  if (hasLess(now, before)) throw new ForbiddenError('What you may do has just changed.');
}

/** An assistant token has no permissions to lose. */
function hasLess(now: Rights, before: Rights): boolean {
  if (before.seat && !now.seat) return true;
  if (now.role === 'admin') return false;
  return (
    before.role === 'admin' || before.permissions.some((one) => !now.permissions.includes(one))
  );
}
