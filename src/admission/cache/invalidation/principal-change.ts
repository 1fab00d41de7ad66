/**
 * The kinds of changes that affect what a principal may do. Triggers (in `migrations/`) announce
 * each change in its transaction, as `<kind>:<id>` on one channel. Every instance then drops the
 * cached principals that the change concerns.
 *
 * - `token`: the token or one of its secrets was revoked, rotated, tightened or deleted, its expiry
 *   changed, or all its children were revoked.
 * - `child`: revoked, or deleted while it was valid.
 * - `chat`: moved to another owner.
 * - `webhook`: disabled, enabled or deleted.
 * - `session`: ended.
 * - `user`: disabled, deleted or renamed, or the role, the permissions, the AI seat or a team
 *   membership changed.
 * - `assistant`: deleted, renamed, moved to another owner, or its sharing changed.
 *
 * A new token, child or session changes no existing principal. Expiry and the end of an overlap
 * need no announcement, because every use compares them with the clock.
 */
export const CHANGE_KINDS = [
  'token',
  'child',
  'chat',
  'webhook',
  'session',
  'user',
  'assistant',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `<kind>:<id>` for one resource, or `all` after a TRUNCATE. */
export type PrincipalChange = `${ChangeKind}:${string}` | 'all';

export const CHANGES_CHANNEL = 'principal_changes';

/** The id alone is unique across kinds, because ids are UUIDs. */
export function idIn(change: Exclude<PrincipalChange, 'all'>): string {
  return change.slice(change.indexOf(':') + 1);
}
