import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CredentialResolver } from '../../src/admission/resolution/credential.resolver.js';
import { DEFAULT_PERMISSIONS, permissionsOf } from '../../src/admission/principal.js';
import type { Permission, Principal, UserRole } from '../../src/admission/principal.js';
import { DomainError } from '../../src/platform/errors/domain-error.js';
import { reauthorize } from '../../src/admission/reauthorization/reauthorization.js';
import { CreateTokenDto } from '../../src/tokens/dto/create-token.dto.js';
import { newId } from '../../src/platform/ids/id.js';
import { Reservation } from '../../src/api/idempotency/reservation.js';
import { TokenIssueService } from '../../src/tokens/issuing/token-issue.service.js';
import { createAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createUser } from '../factories/users.factory.js';
import { storedTokens } from '../support/database-rows.js';
import { TestApp } from '../support/test-app.js';

interface User {
  role: UserRole;
  permissions: Permission[];
  seat: boolean;
}

const MEMBER: User = { role: 'member', permissions: [...DEFAULT_PERMISSIONS], seat: true };
const ADMIN: User = { ...MEMBER, role: 'admin' };
const USERS: User[] = [
  MEMBER,
  ADMIN,
  { ...MEMBER, seat: false },
  { ...ADMIN, seat: false },
  { ...MEMBER, permissions: [] },
  { ...ADMIN, permissions: [] },
  { ...MEMBER, permissions: ['tokens:create'] },
  { ...MEMBER, permissions: ['audit:read', 'tokens:create', 'assistants:create'] },
];
const OWNERS = ['itself', 'another', 'admin', 'editor', 'viewer', 'stranger'] as const;
type Owner = (typeof OWNERS)[number];
/** The user may write the assistants of these owners. */
const WRITING: readonly Owner[] = ['itself', 'admin', 'editor'];

/** Every state of the user that the guards saw, combined with every current state. */
const STANDINGS = USERS.flatMap((before) => USERS.map((now) => ({ before, now })));
const RIGHTS = OWNERS.flatMap((owner) =>
  [true, false].flatMap((shared) => [MEMBER, ADMIN].map((user) => ({ owner, shared, user }))),
);

describe('who may issue a token', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start();
  });

  afterAll(() => app.close());

  /** Uses the current user and the principal that the guards saw. */
  async function createPrincipal(now: User, before: User): Promise<Principal> {
    const { session } = await createUser(app, now);
    const principal = await app.nest.get(CredentialResolver).resolve(session, '127.0.0.1');
    if (principal === null) throw new Error('The session is good.');
    const { role, seat } = before;
    return { ...principal, role, seat, permissions: permissionsOf(before) };
  }

  /** The code of the refusal, or `issued`. Tokens exist only in the second case. */
  async function outcomeOf(principal: Principal, assistantId?: string): Promise<string> {
    const before = await storedTokens(app);
    const type = assistantId === undefined ? 'personal' : 'assistant';
    const issuing = app.nest.get(TokenIssueService);
    const outcome = await codeOf(() =>
      issuing.issue(
        { principal, address: '127.0.0.1' },
        Object.assign(new CreateTokenDto(), { type, assistantId }),
        new Reservation(newId()),
      ),
    );
    const made = (await storedTokens(app)).length - before.length;
    expect([outcome, made]).toEqual([outcome, outcome === 'issued' ? 1 : 0]);
    return outcome;
  }

  it.each(STANDINGS)('is what the rules say of $before who is now $now', async (change) => {
    const { before, now } = change;
    const principal = await createPrincipal(now, before);
    const current = { ...now, disabled: false, live: true };
    const expected = await codeOf(() => {
      reauthorize(current, principal);
    });
    expect(await outcomeOf(principal)).toBe(expected);
  });

  it.each(RIGHTS)('is what the rules say of an assistant: %j', async ({ owner, shared, user }) => {
    const principal = await createPrincipal(user, user);
    const ownerId = await createOwner(owner, principal);
    const assistant = await createAssistant(app, { ownerId, shared });
    const visible = shared || owner === 'viewer';
    const refusal = visible ? 'forbidden' : 'not_found';
    const expected = user === ADMIN || WRITING.includes(owner) ? 'issued' : refusal;
    expect(await outcomeOf(principal, assistant.id)).toBe(expected);
    expect(await outcomeOf(principal, assistant.naturalId)).toBe(expected);
  });

  /** @returns the id of an owner with this relation to the user */
  async function createOwner(owner: Owner, { userId, username }: Principal): Promise<string> {
    if (owner === 'itself') return username;
    if (owner === 'another') return (await createUser(app)).username;
    const teamId = await createTeam(app);
    if (owner === 'stranger') return teamId;
    await app.dataSource.query('INSERT INTO team_members VALUES ($1, $2, $3, now())', [
      teamId,
      userId,
      owner,
    ]);
    return teamId;
  }
});

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'issued';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
