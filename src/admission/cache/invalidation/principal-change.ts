/**
 * What can change what a principal may do. The database announces each in the transaction of the
 * change (triggers, in `migrations/`), as `<kind>:<id>` on one channel; whoever keeps a principal in
 * memory drops those that it concerns.
 *
 * - `token`: it, or one of its secrets, was revoked, rotated, tightened, given another expiry, or
 *   deleted; or all its children were ended.
 * - `child`: it was revoked, or deleted while it was good.
 * - `chat`: it passed to somebody else.
 * - `webhook`: disabled, enabled or deleted.
 * - `session`: it ended.
 * - `user`: disabled, deleted, renamed, given another role or other permissions; got or lost the AI
 *   seat; joined, left or changed a team.
 * - `assistant`: deleted, renamed, shared or not any more, moved to another owner.
 *
 * A token, child or session that is new changes no principal that there was. That a moment has come
 * (expiry, the end of an overlap) is checked against the clock and needs no announcement.
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

/** One thing by its id, as `<kind>:<id>`; or whatever there is, after a TRUNCATE. */
export type PrincipalChange = `${ChangeKind}:${string}` | 'all';

export const CHANGES_CHANNEL = 'principal_changes';

/** Ids are UUIDs, so no two things have the same one, of whatever kind they are. */
export function idIn(change: Exclude<PrincipalChange, 'all'>): string {
  return change.slice(change.indexOf(':') + 1);
}
