import { isOwnToken } from './own-resource.js';
import type { Permission, Principal } from '../principal.js';
import { concerns } from '../route-policy.js';
import type { RoutePolicy } from '../route-policy.js';
import type { AskedFor } from './scope-refusal.js';

/** An unsafe method that a read-only token may use all the same. */
export function isOpenToReadOnly(
  { allowReadOnly }: RoutePolicy,
  principal: Principal,
  { params }: Pick<AskedFor, 'params'>,
): boolean {
  return allowReadOnly !== undefined && isOwnToken(params, allowReadOnly.token, principal);
}

export function lacksSeat(
  { seat }: RoutePolicy,
  principal: Principal,
  asked: Pick<AskedFor, 'query' | 'body'>,
): boolean {
  return seat !== undefined && !principal.seat && concerns(seat, asked, principal);
}

/** @returns the role or the permission that is missing, or null */
export function findMissingRight(
  { admin, permission }: RoutePolicy,
  principal: Principal | undefined,
): 'admin' | Permission | null {
  if (admin && principal?.role !== 'admin') return 'admin';
  const isMissing =
    permission !== undefined && principal?.permissions.includes(permission) !== true;
  return isMissing ? permission : null;
}
