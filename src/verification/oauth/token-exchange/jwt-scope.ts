import { PERMISSIONS } from '../../../admission/principal.js';
import type { Principal } from '../../../admission/principal.js';
import { ASSISTANT_SCOPES, scopeOf } from '../../../admission/credentials/scope.js';
import type { TargetAssistant } from './exchange-target.service.js';
import { InvalidScopeError } from '../oauth.errors.js';

/** Every word that a scope can have. */
export const SCOPES: readonly string[] = [...ASSISTANT_SCOPES, ...PERMISSIONS];

/** What a JWT may say at most: the permissions of the user are of no use to a single assistant. */
export function grantableScope(principal: Principal, target: TargetAssistant | null): string[] {
  const permissions = target === null ? principal.permissions : [];
  return scopeOf({ ...principal, permissions })?.split(' ') ?? [];
}

/**
 * @param requested words separated by spaces (RFC 6749, section 3.3); everything when left out
 * @throws InvalidScopeError for one that is not granted
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
