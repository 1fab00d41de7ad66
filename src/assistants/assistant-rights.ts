import type { Principal } from '../admission/principal.js';
import type { TeamRole } from '../identity/teams/team-role.js';
import type { Assistant } from './assistant.entity.js';
import { AssistantNotFoundError, AssistantNotWritableError } from './assistants.errors.js';

/** The roles in a team that may write its assistants. */
export const WRITING_ROLES: readonly TeamRole[] = ['admin', 'editor'];

/** @param teamRole of the principal's user in the team that owns the assistant, if any */
export function mayWrite(
  { role, username }: Principal,
  { ownerId }: Pick<Assistant, 'ownerId'>,
  teamRole: TeamRole | null,
): boolean {
  return (
    role === 'admin' ||
    username === ownerId ||
    (teamRole !== null && WRITING_ROLES.includes(teamRole))
  );
}

export function mayRead(
  principal: Principal,
  assistant: Pick<Assistant, 'ownerId' | 'shared'>,
  teamRole: TeamRole | null,
): boolean {
  return assistant.shared || teamRole !== null || mayWrite(principal, assistant, teamRole);
}

/** What a caller may do with an assistant. */
export interface AssistantRights {
  read: boolean;
  write: boolean;
}

/** @throws AssistantNotFoundError when the principal may not even see it, AssistantNotWritableError */
export function requireWritable(
  principal: Principal,
  assistant: Pick<Assistant, 'ownerId' | 'shared'>,
  teamRole: TeamRole | null,
): void {
  if (!mayRead(principal, assistant, teamRole)) throw new AssistantNotFoundError();
  if (!mayWrite(principal, assistant, teamRole)) throw new AssistantNotWritableError();
}
