import type { Principal } from '../../admission/principal.js';
import { isNaturalId } from '../../platform/ids/natural-id.js';

/**
 * Whether the principal may learn that this user exists: admins of everyone, others of themselves.
 */
export function mayKnow({ username: own, role }: Principal, username: string): boolean {
  return isNaturalId(username) && (role === 'admin' || own === username);
}
