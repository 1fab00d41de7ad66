import type { Permission, Principal } from '../principal.js';

export const ASSISTANT_SCOPES = ['assistant:read', 'assistant:use'] as const;
export type Scope = (typeof ASSISTANT_SCOPES)[number] | Permission;

type ScopedPrincipal = Pick<Principal, 'kind' | 'seat' | 'readOnly' | 'permissions'>;

/** The scopes of the credential, separated by spaces (RFC 6749, section 3.3); `null` if none. */
export function scopeOf({ seat, readOnly, permissions }: ScopedPrincipal): string | null {
  const all: Scope[] = [...(seat ? ASSISTANT_SCOPES : []), ...permissions];
  const allowed = readOnly ? all.filter((scope) => scope.endsWith(':read')) : all;
  return allowed.length > 0 ? allowed.join(' ') : null;
}
