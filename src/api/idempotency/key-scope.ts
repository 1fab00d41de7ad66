import type { Principal } from '../../admission/principal.js';

/**
 * Whose keys they are: those of a user, whatever session or personal token it uses; an assistant or
 * child token has its own.
 */
export function scopeOf({ assistant, credentialId, userId }: Principal): string {
  return assistant === null ? userId : credentialId;
}
