import type { Principal } from '../../admission/principal.js';
import { isNaturalId } from '../../platform/ids/natural-id.js';

/** May the principal know of this user? Admins know everyone, others themselves. */
export function mayKnow({ username: own, role }: Principal, username: string): boolean {
  return isNaturalId(username) && (role === 'admin' || own === username);
}
