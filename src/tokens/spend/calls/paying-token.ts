import type { Principal } from '../../../admission/principal.js';

/** @returns the token that pays for the questions of the principal; `null` for a session */
export function payingTokenOf({ kind, credentialId, child }: Principal): string | null {
  if (child !== null) return child.parentId;
  return kind === 'session' ? null : credentialId;
}
