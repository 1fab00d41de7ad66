import { PERMISSIONS } from '../../../admission/principal.js';
import type { Principal } from '../../../admission/principal.js';
import { ASSISTANT_SCOPES, scopeOf } from '../../../admission/credentials/scope.js';
import type { TargetAssistant } from './exchange-target.service.js';
import { InvalidScopeError } from '../oauth.errors.js';

/** All scopes. */
export const SCOPES: readonly string[] = [...ASSISTANT_SCOPES, ...PERMISSIONS];

/** The largest scope of a JWT. For a single assistant, it excludes the permissions of the user. */
export function grantableScope(principal: Principal, target: TargetAssistant | null): string[] {
  const permissions = target === null ? principal.permissions : [];
  return scopeOf({ ...principal, permissions })?.split(' ') ?? [];
}

/**
 * @param requested scopes separated by spaces (RFC 6749, section 3.3); undefined for all
 * @throws InvalidScopeError if a requested scope is not granted
 */
export function narrowedScope(granted: string[], requested: string | undefined): string[] {
  if (requested === undefined) return granted;
  const wanted = new Set(requested.split(' '));
  if (![...wanted].every((word) => granted.includes(word))) throw new InvalidScopeError();
  return [...wanted];
}

export function isReadOnly(scope: string[]): boolean {
  return scope.every((word) => word.endsWith(':read'));
}
