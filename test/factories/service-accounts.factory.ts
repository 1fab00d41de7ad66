import type { Permission } from '../../src/admission/principal.js';
import { Owner } from '../../src/identity/owners/owner.entity.js';
import { AiSeat } from '../../src/identity/seats/ai-seat.entity.js';
import { TeamMember } from '../../src/identity/teams/members/team-member.entity.js';
import { User } from '../../src/identity/users/user.entity.js';
import { newId } from '../../src/platform/ids/id.js';
import type { TestApp } from '../support/test-app.js';

interface ServiceAccountOptions {
  id?: string;
  permissions?: Permission[];
  /** Whether the account holds an AI seat. The default is true. */
  seat?: boolean;
  disabled?: boolean;
}

/** An owner of tokens, for the other factories. `username` is the id that clients see. */
export interface TestServiceAccount {
  id: string;
  username: string;
  path: string;
}

let count = 0;

export async function createServiceAccount(
  app: TestApp,
  teamId: string,
  options: ServiceAccountOptions = {},
): Promise<TestServiceAccount> {
  const { permissions = [], seat = true, disabled = false } = options;
  const username = options.id ?? `account-${++count}`;
  const now = app.clock.now();
  const id = newId();
  const { manager } = app.dataSource;
  await manager.insert(Owner, { id: username, kind: 'service_account' });
  await manager.insert(User, {
    id,
    username,
    kind: 'service',
    teamId,
    displayName: `The account ${username}`,
    passwordHash: null,
    role: 'member',
    permissions,
    disabled,
    createdAt: now,
    updatedAt: now,
  });
  await manager.insert(TeamMember, { teamId, userId: id, role: 'viewer', createdAt: now });
  if (seat) await manager.insert(AiSeat, { userId: id, assignedAt: now });
  return { id, username, path: `/api/service-accounts/${username}` };
}
