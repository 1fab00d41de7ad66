import type { Principal } from '../admission/principal.js';
import type { TeamRole } from '../identity/teams/team-role.js';
import type { Assistant } from './assistant.entity.js';

/** The team roles that may change the assistants of the team. */
export const WRITING_ROLES: readonly TeamRole[] = ['admin', 'editor'];

/** @param teamRole role of the principal's user in the team that owns the assistant, if any */
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

export interface AssistantRights {
  read: boolean;
  write: boolean;
}
