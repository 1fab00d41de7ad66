import { Owner } from '../../src/identity/owners/owner.entity.js';
import { Team } from '../../src/identity/teams/team.entity.js';
import { TeamMember } from '../../src/identity/teams/members/team-member.entity.js';
import type { TeamRole } from '../../src/identity/teams/team-role.js';
import type { TestApp } from '../support/test-app.js';
import type { TestUser } from './users.factory.js';

let count = 0;

/** @returns the id of a new team with these members */
export async function createTeam(
  app: TestApp,
  members: [TestUser, TeamRole][] = [],
  id = `team-${++count}`,
): Promise<string> {
  const now = app.clock.now();
  const { manager } = app.dataSource;
  await manager.insert(Owner, { id, kind: 'team' });
  await manager.insert(Team, { id, name: `The team ${id}`, createdAt: now, updatedAt: now });
  for (const [user, role] of members) {
    await manager.insert(TeamMember, { teamId: id, userId: user.id, role, createdAt: now });
  }
  return id;
}
