import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lockUser } from '../../src/platform/database/advisory-locks.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser, PASSWORD } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer, Api } from '../support/api.js';
import { dumpDatabase } from '../support/database-rows.js';
import { whileHeld } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

type Attempt = [string, (caller: TestUser, api: Api) => Promise<Answer>];

describe('a caller who changes while the request waits for a lock', () => {
  let app: TestApp;
  let target: TestUser;
  let seated: TestUser;
  let token: TestToken;
  let team: string;
  let assistant: TestAssistant;

  beforeAll(async () => {
    app = await TestApp.start();
    await createAdmin(app);
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    target = await createUser(app, { seat: false });
    seated = await createUser(app);
    token = await createToken(app, { owner: seated });
    team = await createTeam(app);
    assistant = await createAssistant(app, { ownerId: team });
  });

  /** Sends the request while the lock of its user is held, and changes the user before the release. */
  async function meanwhile(
    caller: TestUser,
    change: string,
    request: () => Promise<Answer>,
  ): Promise<{ answer: Answer; before: string }> {
    let before = '';
    const answer = await whileHeld(
      app,
      (runner) => lockUser(runner.manager, caller.id),
      request,
      async (runner) => {
        await runner.query(change, [caller.id]);
        before = await dumpDatabase({ dataSource: runner });
      },
    );
    return { answer, before };
  }

  const ATTEMPTS: Attempt[] = [
    [
      'make itself an admin',
      ({ username }, api) => api.patch(`/api/users/${username}`, { role: 'admin' }),
    ],
    [
      'enable itself',
      ({ username }, api) => api.patch(`/api/users/${username}`, { disabled: false }),
    ],
    [
      'change a user',
      (_caller, api) => api.patch(`/api/users/${target.username}`, { role: 'admin' }),
    ],
    ['delete a user', (_caller, api) => api.delete(`/api/users/${target.username}`)],
    [
      'create a user',
      ({ username }, api) =>
        api.post('/api/users', { username: `${username}-two`, password: PASSWORD, role: 'admin' }),
    ],
    [
      'create a team',
      ({ username }, api) => api.post('/api/teams', { id: `${username}-team`, name: 'A team' }),
    ],
    ['change a team', (_caller, api) => api.patch(`/api/teams/${team}`, { name: 'Mine' })],
    ['delete a team', (_caller, api) => api.delete(`/api/teams/${team}`)],
    [
      'add a member',
      (_caller, api) => api.put(`/api/teams/${team}/members/${target.username}`, { role: 'admin' }),
    ],
    [
      'give a seat away',
      (_caller, api) => api.post('/api/ai-seats/_assign', { usernames: [target.username] }),
    ],
    [
      'take a seat away',
      (_caller, api) => api.post('/api/ai-seats/_unassign', { usernames: [seated.username] }),
    ],
    ['revoke a token', (_caller, api) => api.delete(`/api/tokens/${token.id}`)],
    [
      'create an assistant',
      (_caller, api) => api.post('/api/assistants', { ownerId: team, slug: 'mine', name: 'Mine' }),
    ],
    [
      'change an assistant',
      (_caller, api) => api.patch(`/api/assistants/${assistant.id}`, { name: 'Mine' }),
    ],
    ['delete an assistant', (_caller, api) => api.delete(`/api/assistants/${assistant.id}`)],
    [
      'issue a token',
      (_caller, api) =>
        api.post('/api/tokens', { type: 'assistant', assistantId: assistant.naturalId }),
    ],
  ];

  it.each(ATTEMPTS)('a former admin does not %s', async (_what, attempt) => {
    const caller = await createAdmin(app);
    const { answer, before } = await meanwhile(
      caller,
      `UPDATE users SET role = 'member' WHERE id = $1`,
      () => attempt(caller, caller.api),
    );
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await dumpDatabase(app)).toBe(before);
  });

  it.each(ATTEMPTS)('a disabled admin does not %s', async (_what, attempt) => {
    const caller = await createAdmin(app);
    const { answer, before } = await meanwhile(
      caller,
      'UPDATE users SET disabled = true WHERE id = $1',
      () => attempt(caller, caller.api),
    );
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(await dumpDatabase(app)).toBe(before);
  });

  it.each<Attempt>([
    ...ATTEMPTS,
    [
      'set a password',
      ({ username }, api) => api.patch(`/api/users/${username}`, { password: PASSWORD }),
    ],
  ])('a session that was closed does not %s', async (_what, attempt) => {
    const caller = await createAdmin(app);
    const { answer, before } = await meanwhile(
      caller,
      'DELETE FROM sessions WHERE user_id = $1',
      () => attempt(caller, caller.api),
    );
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(await dumpDatabase(app)).toBe(before);
  });

  it.each(ATTEMPTS)('a personal token that was revoked does not %s', async (_what, attempt) => {
    const caller = await createAdmin(app);
    const token = await createToken(app, { owner: caller });
    const { answer, before } = await meanwhile(
      caller,
      'UPDATE tokens SET revoked_at = now() WHERE user_id = $1',
      () => attempt(caller, token.api),
    );
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    expect(await dumpDatabase(app)).toBe(before);
  });

  it('a user who has lost the permission cannot create a token', async () => {
    const caller = await createUser(app);
    const { answer, before } = await meanwhile(
      caller,
      `UPDATE users SET permissions = '{}' WHERE id = $1`,
      () => caller.api.post('/api/tokens', { type: 'personal' }),
    );
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await dumpDatabase(app)).toBe(before);
  });
});
