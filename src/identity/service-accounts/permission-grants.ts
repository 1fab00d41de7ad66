import type { Permission, Principal } from '../../admission/principal.js';
import { PermissionNotHeldError } from './service-accounts.errors.js';

/**
 * Nobody gains rights through an account: who manages it may keep the permissions that an admin
 * granted, and add only those that they hold.
 *
 * @throws PermissionNotHeldError
 */
export function requireGrantable(
  principal: Principal,
  before: readonly Permission[],
  after: readonly Permission[],
): void {
  requireHeld(
    principal,
    after.filter((permission) => !before.includes(permission)),
  );
}

/** @throws PermissionNotHeldError */
export function requireHeld(principal: Principal, permissions: readonly Permission[]): void {
  const missing = permissions.filter((one) => !principal.permissions.includes(one));
  if (missing.length > 0) throw new PermissionNotHeldError(missing);
}
