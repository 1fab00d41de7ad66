import { InvalidTokenError } from '../admission.errors.js';
import type { Permission, Principal, UserRole } from '../principal.js';
import { ForbiddenError } from '../../platform/errors/domain-error.js';

interface Rights {
  role: UserRole;
  permissions: readonly Permission[];
  seat: boolean;
}

/** The rights of a caller now, which may be fewer than when the guards ran. */
export interface CurrentRights extends Rights {
  disabled: boolean;
  /** Whether the credential still exists, was not revoked and is not paused. */
  live: boolean;
}

/**
 * Refuses a caller whose rights have shrunk since the guards ran.
 *
 * @param now undefined if the user was deleted
 * @throws InvalidTokenError if the credential has ended or the user was deleted or disabled,
 *   ForbiddenError if the user has lost rights or the seat
 */
export function reauthorize(now: CurrentRights | undefined, before: Principal): void {
  if (!now?.live || now.disabled) throw new InvalidTokenError();
  if (hasLess(now, before)) throw new ForbiddenError('Your rights have just changed.');
}

/** Assistant tokens have no permissions and so cannot lose any. */
function hasLess(now: Rights, before: Rights): boolean {
  if (before.seat && !now.seat) return true;
  if (now.role === 'admin') return false;
  return (
    before.role === 'admin' || before.permissions.some((one) => !now.permissions.includes(one))
  );
}
