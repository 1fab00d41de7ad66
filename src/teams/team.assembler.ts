import { link, paths } from '../hal/links.js';
import type { TeamMemberResource, TeamResource } from './dto/team.resource.js';
import type { TeamMember } from './team-member.entity.js';
import type { Team } from './team.entity.js';

export function assembleTeam({ id, name, createdAt, updatedAt }: Team): TeamResource {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    _links: { self: link(paths.team(id)), 'inf:team-members': link(paths.teamMembers(id)) },
  };
}

export function assembleMember({ teamId, user, role, createdAt }: TeamMember): TeamMemberResource {
  return {
    username: user.username,
    role,
    createdAt: createdAt.toISOString(),
    _links: {
      self: link(paths.teamMember(teamId, user.username)),
      'inf:team': link(paths.team(teamId)),
      'inf:user': link(paths.user(user.username)),
    },
  };
}
