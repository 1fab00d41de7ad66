import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shareUser } from '../../src/platform/database/advisory-locks.js';
import { createAssistant } from '../factories/assistants.factory.js';
import type { TestAssistant } from '../factories/assistants.factory.js';
import { createTeam } from '../factories/teams.factory.js';
import { createToken } from '../factories/tokens.factory.js';
import type { TestToken } from '../factories/tokens.factory.js';
import { createAdmin, createUser } from '../factories/users.factory.js';
import type { TestUser } from '../factories/users.factory.js';
import type { Answer } from '../support/api.js';
import { whileHeld } from '../support/lock-waits.js';
import { TestApp } from '../support/test-app.js';

const WRITERS = 12;
const ROUNDS = 4;

interface Scene {
  user: TestUser;
  /** A personal token of the user. */
  personal: TestToken;
  team: string;
  assistant: TestAssistant;
}

/** Changes that end the right of an editor to issue tokens, with the refusal that follows. */
const CHANGES: [string, number, (admin: TestUser, scene: Scene) => Promise<Answer>][] = [
  [
    'the user is disabled',
    401,
    (admin, { user }) => admin.api.patch(`/api/users/${user.username}`, { disabled: true }),
  ],
  [
    'the user is deleted',
    401,
    (admin, { user }) => admin.api.delete(`/api/users/${user.username}`),
  ],
  [
    'the user loses the permission',
    403,
    (admin, { user }) => admin.api.patch(`/api/users/${user.username}`, { permissions: [] }),
  ],
  [
    'the seat is taken',
    403,
    (admin, { user }) => admin.api.post('/api/ai-seats/_unassign', { usernames: [user.username] }),
  ],
  [
    'the user leaves the team',
    404,
    (admin, { user, team }) => admin.api.delete(`/api/teams/${team}/members/${user.username}`),
  ],
  [
    'the editor becomes a viewer',
    403,
    (admin, { user, team }) =>
      admin.api.put(`/api/teams/${team}/members/${user.username}`, { role: 'viewer' }),
  ],
  [
    'the token presented is revoked',
    401,
    (admin, { personal }) => admin.api.delete(`/api/tokens/${personal.id}`),
  ],
  [
    'the assistant is deleted',
    404,
    (admin, { assistant }) => admin.api.delete(`/api/assistants/${assistant.id}`),
  ],
  [
    'the assistant moves to another owner',
    404,
    (admin, { assistant }) =>
      admin.api.patch(`/api/assistants/${assistant.id}`, { ownerId: admin.username }),
  ],
  ['the team is deleted', 404, (admin, { team }) => admin.api.delete(`/api/teams/${team}`)],
];

describe('tokens that are created while the right to create them ends', () => {
  let app: TestApp;
  let admin: TestUser;

  beforeAll(async () => {
    app = await TestApp.start({ env: { DATABASE_POOL_SIZE: '20' } });
    admin = await createAdmin(app);
  });

  afterAll(() => app.close());

  async function createScene(): Promise<Scene> {
    const user = await createUser(app);
    const team = await createTeam(app, [[user, 'editor']]);
    return {
      user,
      team,
      personal: await createToken(app, { owner: user }),
      assistant: await createAssistant(app, { ownerId: team }),
    };
  }

  function createOne({ personal, assistant }: Scene): Promise<Answer> {
    return personal.api.post('/api/tokens', { type: 'assistant', assistantId: assistant.id });
  }

  async function countTokens({ user }: Scene): Promise<number> {
    const [row] = await app.dataSource.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM tokens WHERE username = $1 AND type = 'assistant'`,
      [user.username],
    );
    return row.count;
  }

  it.each(CHANGES)('are none once it is answered that %s', async (_what, status, change) => {
    for (let round = 0; round < ROUNDS; round++) {
      const scene = await createScene();
      const flood = { over: false };
      const writers = Array.from({ length: WRITERS }, async () => {
        while (!flood.over) await createOne(scene);
      });
      while ((await countTokens(scene)) < WRITERS);

      const answer = await change(admin, scene);
      const count = await countTokens(scene);
      flood.over = true;
      await Promise.all(writers);

      expect(answer.status).toBeLessThan(300);
      expect((await createOne(scene)).status).toBe(status);
      expect(await countTokens(scene)).toBe(count);
    }
  });

  it.each(
    CHANGES.filter(([what]) => !/assistant|team is/.test(what)).concat([
      ['the session ends', 401, (_admin, { user }) => user.api.post('/api/auth/logout')],
    ]),
  )('complete before the response that %s', async (_what, _status, change) => {
    const scene = await createScene();
    const answer = await whileHeld(
      app,
      (runner) => shareUser(runner.manager, scene.user.id),
      () => change(admin, scene),
      () => Promise.resolve(),
    );
    expect(answer.status).toBeLessThan(300);
  });
});
