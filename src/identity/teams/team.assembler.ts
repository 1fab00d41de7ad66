import { permittedLink } from '../../api/discovery/permitted-link.js';
import type { Principal } from '../../admission/principal.js';
import type { Links } from '../../api/hal/hal.types.js';
import { link, paths } from '../../api/hal/links.js';
import { mayKnow } from '../users/user-rights.js';
import type { TeamMemberResource, TeamResource } from './dto/team.resource.js';
import type { TeamMember } from './members/team-member.entity.js';
import type { Team } from './team.entity.js';

/** Links to all changes, because only those who administer a team can see it. */
export function assembleTeam(
  { id, name, createdAt, updatedAt }: Team,
  principal: Principal,
): TeamResource {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    _links: {
      self: link(paths.team(id)),
      ...permittedLink(principal, 'edit', 'updateTeam', { id }),
      ...permittedLink(principal, 'inf:delete', 'deleteTeam', { id }),
      ...permittedLink(principal, 'inf:team-members', 'listTeamMembers', { id }),
      ...saveMemberOf(id, principal),
    },
  };
}

function saveMemberOf(id: string, principal: Principal): Links {
  const { 'inf:save-team-member': save } = permittedLink(
    principal,
    'inf:save-team-member',
    'saveTeamMember',
    { id },
  );
  return save ? { 'inf:save-team-member': { ...save, templated: true } } : {};
}

export function assembleMember(
  { teamId, user: { username }, role, createdAt }: TeamMember,
  principal: Principal,
): TeamMemberResource {
  const toMember = { id: teamId, username };
  return {
    username,
    role,
    createdAt: createdAt.toISOString(),
    _links: {
      self: link(paths.teamMember(teamId, username)),
      ...permittedLink(principal, 'edit', 'saveTeamMember', toMember),
      ...permittedLink(principal, 'inf:delete', 'deleteTeamMember', toMember),
      ...permittedLink(principal, 'inf:team', 'getTeam', { id: teamId }),
      ...(mayKnow(principal, username) &&
        permittedLink(principal, 'inf:user', 'getUser', { username })),
    },
  };
}
